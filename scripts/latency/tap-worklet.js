/** Hands on all that it hears, with the frame of the audio context at which each block begins. */
class Tap extends AudioWorkletProcessor {
  process([input]) {
    this.port.postMessage({ frame: currentFrame, samples: input[0]?.slice() ?? new Float32Array(128) });
    return true;
  }
}

registerProcessor('limpid-tap', Tap);
