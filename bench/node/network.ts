import * as ort from 'onnxruntime-web/wasm';
import { NUM_BANDS } from '../../src/dsp/constants';
import type { FrameReader } from '../../src/dsp/frame-reader';
import { Generator } from '../../src/net/generator';
import type { Model } from '../../src/net/model';
import { onnxModel } from './onnx-model';

/** Frames that `denoise` computes at once on wasm. */
const CHUNK_FRAMES = 1024;
const TOLERANCE = 1e-4;

/** The generator's inputs for a recording, as `denoise` asks for them. */
export async function chunksOf(frames: FrameReader, { framesBefore, framesBehind, model }: Generator): Promise<Float32Array[]> {
  const { signal } = new AbortController();
  const { causal } = model.architecture;
  const chunks: Float32Array[] = [];
  for (let at = 0; at + CHUNK_FRAMES <= frames.numFrames; at += CHUNK_FRAMES)
    chunks.push(await frames.features(signal, at - framesBefore, framesBefore + CHUNK_FRAMES + framesBehind, causal));
  return chunks;
}

/** The same network in onnxruntime-web: WebAssembly, one thread. @throws Error where its gains differ from the generator's */
export async function onnxRunner(model: Model, probe: Float32Array): Promise<(features: Float32Array) => Promise<Float32Array>> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxModel(model), { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  const [name = ''] = session.outputNames;
  const run = async (features: Float32Array): Promise<Float32Array> => {
    const input = new ort.Tensor('float32', features, [1, features.length / NUM_BANDS, NUM_BANDS]);
    const { [name]: output } = await session.run({ features: input });
    return output!.data as Float32Array;
  };
  const generator = new Generator(model);
  const [ours, theirs] = [await generator.run(probe), await run(probe)];
  generator.dispose();
  const worst = ours.reduce((max, v, i) => Math.max(max, Math.abs(v - theirs[i]!)), 0);
  if (!(worst < TOLERANCE))
    throw new Error(`onnxruntime-web's gains differ by ${worst}, allowed is ${TOLERANCE}: it runs another network.`);
  return run;
}
