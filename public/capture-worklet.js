/** Hands every block of the first channel to the page. */
class Capture extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage(input[0].slice());
    return true;
  }
}

registerProcessor('limpid-capture', Capture);
