/** What the bench has measured, as ratios of one run and times real time. */

/** Stages that are no network, decoding or encoding. */
const DSP_STAGES = ['STFT, bands, mel', 'render'];

const ratio = (a, b) => (a === undefined || b === undefined ? null : a / b);

/** Wall time of several threads over that of one. */
function threadsRatio(threads) {
  const [one, several] = Object.values(threads ?? {});
  return ratio(several?.wallPerSec, one?.wallPerSec);
}

/** Processor time per second of audio of the longest recording over that of a minute. */
function lengthRatio(byLength) {
  return ratio(Object.values(byLength ?? {}).at(-1)?.cpuPerSec, byLength?.['60 s']?.cpuPerSec);
}

function ratiosOf({ wasm, threads, peers, page }) {
  const whole = wasm?.whole;
  const cpu = whole?.['end to end'].cpuPerSec;
  const inPage = page?.['small/wasm']?.cpuPerSec;
  const ofPeers = Object.entries(peers ?? {}).map(([name, cost]) => [name, ratio(inPage, cost.cpuPerSec)]);
  const dsp = wasm && DSP_STAGES.reduce((sum, name) => sum + wasm.stages[name].cpuPerSec, 0);
  return {
    cpuVsRnnoiseJitsi: ratio(cpu, whole?.['RNNoise (@jitsi/rnnoise-wasm)'].cpuPerSec),
    cpuVsOnnxruntimeSameNet: ratio(whole?.network.cpuPerSec, whole?.['network in onnxruntime-web'].cpuPerSec),
    cpuVsFloor: ratio(whole?.network.cpuPerSec, wasm?.roofline.floorCpuPerSec),
    stftMelRenderOfWhole: ratio(dsp ?? undefined, cpu),
    cpuInChromiumVs: peers && page ? Object.fromEntries(ofPeers) : null,
    twoFilesAtOnceVsInTurn: ratio(wasm?.scaling.twoFiles['at once'].wallPerSec, wasm?.scaling.twoFiles['one after the other'].wallPerSec),
    longestVsMinute: lengthRatio(wasm?.scaling.byLength),
    networkThreadsVsOne: threadsRatio(threads),
    pageThreadsVsOne: ratio(page?.['small/wasm, 2 threads']?.wallPerSec, page?.['small/wasm']?.wallPerSec),
    fineTuneStepVsPlainFit: ratio(wasm?.fineTune.stepSec, wasm?.fineTune.plainFitStepSec),
  };
}

function xRealTimeOf({ wasm, webgpu, page }) {
  const out = {};
  for (const [name, cost] of Object.entries(page ?? {})) out[name] = 1 / cost.wallPerSec;
  for (const [name, cost] of Object.entries(wasm?.models ?? {})) out[`${name}/wasm`] = 1 / cost.wallPerSec;
  if (wasm) out['small/wasm'] = 1 / wasm.whole['end to end'].wallPerSec;
  for (const [name, cost] of Object.entries(webgpu?.models ?? {})) out[`${name}/webgpu`] = 1 / cost.wallPerSec;
  return out;
}

/** The bench's JSON without the machine: `measured` is what each part gave, null where it was left out. */
export function summary(measured) {
  return { ratios: ratiosOf(measured), xRealTime: xRealTimeOf(measured), ...measured };
}
