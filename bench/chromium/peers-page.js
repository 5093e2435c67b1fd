/** Other people's denoisers for web pages, each on the same samples. Bundled and served by peers.mjs; `window.peers` has one function for each, which resolves to the milliseconds that it took. */
import createJitsi from '@jitsi/rnnoise-wasm/dist/rnnoise-sync.js';
import {
  GtcrnWorkletNode,
  loadGtcrn,
  loadRnnoise,
  loadSpeex,
  RnnoiseWorkletNode,
  SpeexWorkletNode,
} from '@sapphi-red/web-noise-suppressor';
import { Rnnoise } from '@shiguredo/rnnoise-wasm';

const RATE_HZ = 48_000;
const FRAME = 480;
const SCALE = 32_768;

async function samplesOf(url) {
  const bytes = await (await fetch(url)).arrayBuffer();
  return Float32Array.from(new Int16Array(bytes, 44), (value) => value / SCALE);
}

function jitsi(module, pointer, samples) {
  const state = module._rnnoise_create();
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    const frame = module.HEAPF32.subarray(pointer / 4, pointer / 4 + FRAME);
    for (let i = 0; i < FRAME; i++) frame[i] = samples[at + i] * SCALE;
    module._rnnoise_process_frame(state, pointer, pointer);
  }
  module._rnnoise_destroy(state);
}

function shiguredo(rnnoise, samples) {
  const state = rnnoise.createDenoiseState();
  const frame = new Float32Array(FRAME);
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    for (let i = 0; i < FRAME; i++) frame[i] = samples[at + i] * SCALE;
    state.processFrame(frame);
  }
  state.destroy();
}

/** Worklets load their WebAssembly without a word of when it is there, and are silent until then: they are given longer and longer. */
const PATIENCE_MS = [100, 400, 1600];

/** A worklet's node over the samples, as fast as the browser renders; the milliseconds that it took. @throws Error where it stays silent */
async function rendered(samples, worklet, makeNode) {
  for (const patienceMs of PATIENCE_MS) {
    const context = new OfflineAudioContext(1, samples.length, RATE_HZ);
    await context.audioWorklet.addModule(worklet);
    const buffer = context.createBuffer(1, samples.length, RATE_HZ);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(makeNode(context)).connect(context.destination);
    source.start();
    let startMs = 0;
    void context.suspend(0).then(async () => {
      await new Promise((resolve) => setTimeout(resolve, patienceMs));
      startMs = performance.now();
      await context.resume();
    });
    const output = (await context.startRendering()).getChannelData(0);
    if (output.subarray(0, RATE_HZ).some((value) => value !== 0)) return performance.now() - startMs;
  }
  throw new Error(`${worklet} stays silent.`);
}

function timed(work) {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

const SUPPRESSOR = '@sapphi-red/web-noise-suppressor';

window.preparePeers = async (url) => {
  const samples = await samplesOf(url);
  const module = await createJitsi().ready;
  const pointer = module._malloc(FRAME * 4);
  const rnnoise = await Rnnoise.load();
  const [gtcrn, rnnoiseBinary, speex] = await Promise.all([
    loadGtcrn({ url: '/gtcrn.wasm' }),
    loadRnnoise({ url: '/rnnoise.wasm', simdUrl: '/rnnoise_simd.wasm' }),
    loadSpeex({ url: '/speex.wasm' }),
  ]);
  const worklet = (name, Node, wasmBinary) => () =>
    rendered(samples, `/${name}/workletProcessor.js`, (context) => new Node(context, { maxChannels: 1, wasmBinary }));
  window.peers = {
    'RNNoise (@jitsi/rnnoise-wasm)': () => timed(() => jitsi(module, pointer, samples)),
    'RNNoise (@shiguredo/rnnoise-wasm)': () => timed(() => shiguredo(rnnoise, samples)),
    [`GTCRN (${SUPPRESSOR})`]: worklet('gtcrn', GtcrnWorkletNode, gtcrn),
    [`RNNoise (${SUPPRESSOR})`]: worklet('rnnoise', RnnoiseWorkletNode, rnnoiseBinary),
    [`Speex (${SUPPRESSOR})`]: worklet('speex', SpeexWorkletNode, speex),
  };
  return Object.keys(window.peers);
};
