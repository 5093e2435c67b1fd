/** Plays one short clip at a time. */
export class ClipPlayer {
  #context: AudioContext | undefined;
  #source: AudioBufferSourceNode | undefined;

  /** Plays mono samples from the start; resolves when they end or something else is played. */
  async play(samples: Float32Array, sampleRateHz: number): Promise<void> {
    this.stop();
    this.#context ??= new AudioContext();
    const context = this.#context;
    await context.resume();
    const buffer = context.createBuffer(1, samples.length, sampleRateHz);
    buffer.getChannelData(0).set(samples);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    this.#source = source;
    await new Promise<void>((resolve) => {
      source.onended = () => resolve();
      source.start();
    });
  }

  stop(): void {
    this.#source?.stop();
    this.#source = undefined;
  }
}
