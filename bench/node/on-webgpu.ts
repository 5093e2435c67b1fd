import { DEFAULT_RENDER_SETTINGS } from '../../src/base/settings';
import { createDenoiser, denoiseFile } from '../../src/cli/denoise-file';
import { loadFft } from '../../src/dsp/fft';
import { benchModel } from './bench-models';
import { measureTuning, PRESET_BATCH } from './fine-tune';
import { alternate, type Cost } from './measure';
import type { BenchOptions } from './options';
import { recordingFile } from './recording-files';

/** SwiftShader computes on the processor, hundreds of times slower than a GPU: the smallest network learns, and Chromium's part tells the speed end to end. */
const SOFTWARE = { models: [], seconds: 1, rounds: 1, tuned: 'test', steps: 1, items: { ownItems: 1, rehearsedItems: 1 } } as const;
const REAL = { models: ['nano', 'small', 'base'], tuned: 'small', steps: 8, items: PRESET_BATCH } as const;

/** End to end and fine-tuning through Dawn, the WebGPU of Chromium, in Node. @throws LimpidError backend/unavailable without an adapter */
export async function benchOnWebGpu(options: BenchOptions) {
  const library = await loadFft();
  const probe = await createDenoiser(library, (await benchModel('test')).model, 'webgpu');
  const adapter = probe.backend.detail;
  const isSoftware = adapter.endsWith('(software)');
  const plan = isSoftware ? SOFTWARE : { ...REAL, seconds: options.seconds, rounds: options.rounds };
  probe.generator.dispose();
  const wav = recordingFile(options.folder, 48, plan.seconds);
  const models: Record<string, Cost & { weights: string }> = {};
  for (const name of plan.models) {
    const { model, weights } = await benchModel(name);
    const denoiser = await createDenoiser(library, model, 'webgpu');
    const run = (): unknown => denoiseFile(denoiser, wav.path, `${wav.path}.out.wav`, DEFAULT_RENDER_SETTINGS);
    const costs = await alternate([{ name, audioSec: wav.seconds, run }], plan.rounds);
    denoiser.generator.dispose();
    models[name] = { ...costs[name]!, weights };
  }
  const { model } = await benchModel(plan.tuned);
  const { backend } = await createDenoiser(library, model, 'webgpu');
  return { adapter, isSoftware, seconds: plan.seconds, models, fineTune: await measureTuning(backend, model, plan.steps, [1], plan.items) };
}
