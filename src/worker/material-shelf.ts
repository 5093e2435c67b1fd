import { LimpidError } from '../base/errors';
import type { MaterialHandle, PairCheck, TunePlan } from '../base/tuning';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import { AnalysisReader } from '../dsp/resample';
import type { AudioSource } from '../media/audio-source';
import { nearDuplicates, type PreparedPair, preparePair } from '../tune/prepare';
import type { NamedSamples, Recordings } from '../tune/recordings';

/** Material lies in memory as samples: 11.5 MB a minute. More than this teaches nothing more. */
const MOST_MINUTES = 40;
const BLOCK_SAMPLES = 10 * ANALYSIS_RATE_HZ;

/** Recordings to learn from, decoded to 48 kHz mono, and the pairs that were made of them. */
export class MaterialShelf {
  readonly #samples = new Map<number, NamedSamples>();
  readonly #pairs = new Map<string, PreparedPair>();
  #nextId = 1;

  /** Reads a recording as a whole; the source is disposed. @throws LimpidError finetune/too-long, decode/... */
  async add(
    signal: AbortSignal,
    library: FftLibrary,
    source: AudioSource,
    name: string,
    onProgress: (fraction: number) => void,
  ): Promise<MaterialHandle> {
    try {
      const { sampleRateHz, numSamples } = source.format;
      const length = Math.round((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz);
      this.#checkRoom(length, name);
      const reader = new AnalysisReader(source.read.bind(source), sampleRateHz, numSamples, library.kernels);
      const samples = new Float32Array(length);
      for (let at = 0; at < length; at += BLOCK_SAMPLES) {
        signal.throwIfAborted();
        samples.set(await reader.read(signal, at, Math.min(BLOCK_SAMPLES, length - at)), at);
        onProgress(Math.min(1, (at + BLOCK_SAMPLES) / length));
      }
      const materialId = this.#nextId++;
      this.#samples.set(materialId, { name, samples });
      return { materialId, seconds: length / ANALYSIS_RATE_HZ };
    } finally {
      source.dispose();
    }
  }

  #checkRoom(length: number, name: string): void {
    const held = [...this.#samples.values()].reduce((sum, { samples }) => sum + samples.length, 0);
    const minutes = (held + length) / ANALYSIS_RATE_HZ / 60;
    if (minutes > MOST_MINUTES)
      throw new LimpidError(
        'finetune/too-long',
        `With ${name} there would be ${Math.round(minutes)} minutes of material; ${MOST_MINUTES} are the most, and a few do. Remove some.`,
      );
  }

  /** Forgets a recording and its pairs. */
  remove(materialId: number): void {
    this.#samples.delete(materialId);
    for (const key of [...this.#pairs.keys()]) if (key.split('/').includes(String(materialId))) this.#pairs.delete(key);
  }

  /** Aligns and looks over two recordings. @throws LimpidError finetune/pair, finetune/too-short */
  check(library: FftLibrary, cleanId: number, noisyId: number): PairCheck {
    return this.#prepared(library, cleanId, noisyId).check;
  }

  #prepared(library: FftLibrary, cleanId: number, noisyId: number): PreparedPair {
    const key = `${cleanId}/${noisyId}`;
    let prepared = this.#pairs.get(key);
    if (!prepared) {
      const noisy = this.#find(noisyId);
      prepared = preparePair(library, noisy.name, this.#find(cleanId).samples, noisy.samples);
      this.#pairs.set(key, prepared);
    }
    return prepared;
  }

  /** Which of these pairs are all but the same recording: the later one and the earlier, as indices. */
  nearDuplicates(library: FftLibrary, pairs: TunePlan['pairs']): [number, number][] {
    return nearDuplicates(pairs.map(({ cleanId, noisyId }) => this.#prepared(library, cleanId, noisyId).pair));
  }

  /** The sound of a plan. */
  recordings(library: FftLibrary, { pairs, speech, noise, noisy }: TunePlan): Recordings {
    return {
      pairs: pairs.map(({ cleanId, noisyId }) => this.#prepared(library, cleanId, noisyId).pair),
      speech: speech.map((id) => this.#find(id)),
      noise: noise.map((id) => this.#find(id)),
      noisy: noisy.map((id) => this.#find(id)),
    };
  }

  #find(id: number): NamedSamples {
    const found = this.#samples.get(id);
    if (!found) throw new LimpidError('finetune/no-material', 'A recording is not there any more. Add it again.');
    return found;
  }
}

/** Minutes of everything that is learnt from; a pair counts once. */
export function minutesOf({ pairs, speech, noise, noisy }: Recordings): number {
  const samples = [...pairs.map(({ noisy: { length } }) => length), ...[...speech, ...noise, ...noisy].map((r) => r.samples.length)];
  return samples.reduce((a, b) => a + b, 0) / ANALYSIS_RATE_HZ / 60;
}
