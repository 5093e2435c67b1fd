/** Runs in the page before its own scripts: whatever a page plays is heard here too, beside the moments of input and the times of frames. */
(() => {
  const { connect } = AudioNode.prototype;
  const taps = new WeakMap();
  const heard = { rateHz: 0, outputLatencySec: 0, blocks: [], inputs: [], now: () => 0 };
  window.heard = heard;

  async function tapOf(context) {
    await context.audioWorklet.addModule('/tap-worklet.js');
    const node = new AudioWorkletNode(context, 'limpid-tap', { numberOfOutputs: 0 });
    heard.rateHz = context.sampleRate;
    heard.now = () => context.currentTime;
    node.port.onmessage = ({ data }) => {
      heard.blocks.push(data);
      heard.outputLatencySec = context.outputLatency || context.baseLatency;
    };
    return node;
  }

  AudioNode.prototype.connect = function (target, ...rest) {
    const result = connect.call(this, target, ...rest);
    if (target instanceof AudioDestinationNode) {
      const { context } = this;
      if (!taps.has(context)) taps.set(context, tapOf(context));
      taps.get(context).then((tap) => connect.call(this, tap));
    }
    return result;
  };

  // Capturing, so that nothing of the page's own work comes before the moment is noted.
  for (const type of ['input', 'keydown']) window.addEventListener(type, () => heard.inputs.push(heard.now()), true);

  window.framesDuring = async (isOver) => {
    const gapsMs = [];
    let last = await new Promise(requestAnimationFrame);
    while (!isOver()) {
      const at = await new Promise(requestAnimationFrame);
      gapsMs.push(at - last);
      last = at;
    }
    return gapsMs;
  };
})();
