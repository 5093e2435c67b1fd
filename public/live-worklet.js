/** Sends the microphone to the engine block by block and plays what comes back; the page is told how far behind that is. */
const BLOCK = 768;
/** Samples that wait before what came back is played, so that a late answer leaves no hole; more after each hole. */
const LEAD = { first: 768, more: 512, most: 4096 };
const REPORT_SAMPLES = 12_000;
/** Reports after which a queue that was never shorter than its lead is cut to it, and after which a lead that no hole has tried becomes shorter. */
const CALM_REPORTS = 8;

class Live extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(BLOCK);
    this.filled = 0;
    this.queue = [];
    this.queued = 0;
    this.at = 0;
    this.lead = LEAD.first;
    this.waited = 0;
    this.playing = false;
    this.monitor = 'off';
    this.levels = { before: 0, after: 0 };
    this.recording = false;
    this.numIn = 0;
    this.numOut = 0;
    this.holes = 0;
    this.reported = 0;
    this.shortest = Infinity;
    this.calm = 0;
    this.surplus = 0;
    this.peaks = { before: 0, after: 0 };
    this.port.onmessage = ({ data }) => this.told(data);
  }

  told({ engine, monitor, recording }) {
    if (engine) {
      this.engine = engine;
      engine.onmessage = ({ data }) => this.take(data);
    }
    if (monitor !== undefined) this.monitor = monitor;
    if (recording !== undefined) this.recording = recording;
  }

  take(sound) {
    if (sound.before.length === 0) return;
    this.queue.push(sound);
    this.queued += sound.before.length;
    if (this.recording) this.port.postMessage({ recorded: sound });
    for (const part of ['before', 'after']) for (const v of sound[part]) this.peaks[part] = Math.max(this.peaks[part], Math.abs(v));
  }

  process([input], [output]) {
    this.listen(input[0] ?? new Float32Array(128));
    for (const channel of output) channel.fill(0);
    this.play(output);
    this.report();
    return true;
  }

  listen(samples) {
    this.numIn += samples.length;
    for (const v of samples) {
      this.block[this.filled++] = v;
      if (this.filled < BLOCK) continue;
      this.engine?.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(BLOCK);
      this.filled = 0;
    }
  }

  play(output) {
    const length = output[0]?.length ?? 128;
    if (!this.playing) {
      this.waited = this.queued > 0 ? this.waited + length : 0;
      this.playing = this.waited > this.lead;
      if (!this.playing) return;
    }
    if (this.queued < length) {
      this.playing = false;
      this.waited = 0;
      this.holes++;
      this.lead = Math.min(LEAD.most, this.lead + LEAD.more);
      this.calm = 0;
      this.shortest = Infinity;
      return;
    }
    const from = this.nextOrLater(length);
    this.shortest = Math.min(this.shortest, this.queued);
    this.mix(from, output);
  }

  /** What is to be heard, faded in and out within 10 ms. */
  mix(from, output) {
    const step = 1 / (0.01 * sampleRate);
    for (let i = 0; i < from.before.length; i++) {
      let value = 0;
      for (const part of ['before', 'after']) {
        const wanted = this.monitor === part ? 1 : 0;
        this.levels[part] += Math.max(-step, Math.min(step, wanted - this.levels[part]));
        value += this.levels[part] * from[part][i];
      }
      for (const channel of output) channel[i] = value;
    }
  }

  /** The next samples; where there is a surplus, fading into those that follow it. */
  nextOrLater(length) {
    const from = this.next(length);
    if (this.surplus < 2 * length || this.queued < this.surplus) return from;
    this.next(this.surplus - length);
    const later = this.next(length);
    this.surplus = 0;
    for (const part of ['before', 'after'])
      for (let i = 0; i < length; i++) from[part][i] += (i / length) * (later[part][i] - from[part][i]);
    return from;
  }

  /** The next samples of both, taken from the queue. */
  next(length) {
    const out = { before: new Float32Array(length), after: new Float32Array(length) };
    for (let done = 0; done < length && this.queue.length > 0; ) {
      const { before, after } = this.queue[0];
      const count = Math.min(length - done, before.length - this.at);
      out.before.set(before.subarray(this.at, this.at + count), done);
      out.after.set(after.subarray(this.at, this.at + count), done);
      done += count;
      this.at += count;
      this.queued -= count;
      this.numOut += count;
      if (this.at < before.length) continue;
      this.queue.shift();
      this.at = 0;
    }
    return out;
  }

  report() {
    if (this.numIn - this.reported < REPORT_SAMPLES) return;
    this.reported = this.numIn;
    this.catchUp();
    const { peaks, holes } = this;
    this.port.postMessage({ latencySamples: this.playing ? this.numIn - this.numOut : undefined, holes, peaks: { ...peaks } });
    this.peaks = { before: 0, after: 0 };
  }

  /** Takes back what stalls have added to the latency, once they are over. */
  catchUp() {
    if (!this.playing || ++this.calm % CALM_REPORTS !== 0) return;
    if (this.calm % (5 * CALM_REPORTS) === 0) this.lead = Math.max(LEAD.first, this.lead - LEAD.more);
    if (this.shortest < Infinity) this.surplus = Math.max(0, this.shortest - this.lead);
    this.shortest = Infinity;
  }
}

registerProcessor('limpid-live', Live);
