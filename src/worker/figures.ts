import type { BeforeAfter, ReferenceComparison, ReferenceFigures, SoundFigures } from '../base/figures';
import { nextTask } from '../base/mutex';
import type { SampleReader } from '../base/sample-reader';
import type { RenderSettings } from '../base/settings';
import { ANALYSIS_RATE_HZ } from '../dsp/constants';
import type { FftLibrary } from '../dsp/fft';
import { FigureMeter } from '../dsp/figure-meter';
import { melSpectrogramDb } from '../dsp/mel-spectrogram';
import { meanSquaredError, psnrDb, siSdrDb } from '../dsp/metrics';
import { excerptStarts, readExcerpt } from '../dsp/rating-excerpts';
import type { Recording } from '../dsp/recording';
import { AnalysisReader } from '../dsp/resample';
import { stoi } from '../dsp/stoi';
import type { AudioSource } from '../media/audio-source';
import { preparePair } from '../tune/prepare';

/** What is compared at most: samples at 48 kHz mono lie in memory several times over. */
const MOST_SEC = 300;

/** Figures of source and result that need no reference; all of the recording is rendered once. */
export async function figuresOf(
  signal: AbortSignal,
  recording: Recording,
  numChannels: number,
  settings: RenderSettings,
  onProgress: (fraction: number) => void,
): Promise<BeforeAfter<SoundFigures>> {
  const { sampleRateHz, numSamples } = recording;
  const before = new FigureMeter(sampleRateHz, numChannels);
  const after = new FigureMeter(sampleRateHz, numChannels);
  for (let start = 0; start < numSamples; start += sampleRateHz) {
    signal.throwIfAborted();
    const rendered = await recording.render(signal, start, sampleRateHz, settings);
    before.push(rendered.before);
    after.push(rendered.after);
    onProgress(Math.min(1, (start + sampleRateHz) / numSamples));
    await nextTask();
  }
  return { before: before.figures, after: after.figures };
}

/** The excerpts with most speech before and after, in new arrays. */
export async function ratingExcerpts(
  signal: AbortSignal,
  recording: Recording,
  settings: RenderSettings,
): Promise<BeforeAfter<Float32Array[]> & { startsSec: number[] }> {
  const startsSec = await excerptStarts(signal, recording);
  const part = async (name: 'before' | 'after'): Promise<Float32Array[]> => {
    const read: SampleReader = async (s, start, count) => (await recording.render(s, start, count, settings))[name];
    const out: Float32Array[] = [];
    for (const startSec of startsSec)
      out.push(new Float32Array(await readExcerpt(signal, read, recording, { startSec, kernels: recording.library.kernels })));
    return out;
  };
  return { startsSec, before: await part('before'), after: await part('after') };
}

/** The first minutes of a sound as 48 kHz mono. */
async function monoOf(
  signal: AbortSignal,
  read: AudioSource['read'],
  { sampleRateHz, numSamples }: { sampleRateHz: number; numSamples: number },
): Promise<Float32Array> {
  const reader = new AnalysisReader(read, sampleRateHz, numSamples);
  const length = Math.min(MOST_SEC * ANALYSIS_RATE_HZ, Math.round((numSamples * ANALYSIS_RATE_HZ) / sampleRateHz));
  const out = new Float32Array(length);
  for (let at = 0; at < length; at += ANALYSIS_RATE_HZ) {
    out.set(await reader.read(signal, at, Math.min(ANALYSIS_RATE_HZ, length - at)), at);
    await nextTask();
  }
  return out;
}

function against(library: FftLibrary, clean: Float32Array, estimate: Float32Array): ReferenceFigures {
  const [wanted, found] = [clean, estimate].map((samples) => melSpectrogramDb(library, samples));
  return {
    siSdrDb: siSdrDb(clean, estimate),
    stoi: stoi(library, clean, estimate),
    melMse: meanSquaredError(wanted!, found!),
    melPsnrDb: psnrDb(wanted!, found!),
  };
}

/**
 * Source and result against a clean recording of the same moment, aligned to the sample and brought to the level at which it is heard in the source. At most the
 * first five minutes.
 * @throws LimpidError finetune/pair, finetune/too-short where the clean one is not found in the recording
 */
export async function compareWithClean(
  signal: AbortSignal,
  library: FftLibrary,
  recording: Recording,
  clean: AudioSource,
  settings: RenderSettings,
): Promise<ReferenceComparison> {
  const reference = await monoOf(signal, clean.read.bind(clean), clean.format);
  const rendered = async (part: 'before' | 'after'): Promise<Float32Array> =>
    await monoOf(signal, async (s, start, count) => (await recording.render(s, start, count, settings))[part], recording);
  const before = await rendered('before');
  const { pair, check } = preparePair(library, 'Clean reference', reference, before);
  const start = Math.max(0, Math.round(check.offsetSec * ANALYSIS_RATE_HZ));
  const after = (await rendered('after')).slice(start, start + pair.noisy.length);
  await nextTask();
  const source = against(library, pair.clean, pair.noisy);
  await nextTask();
  return { before: source, after: against(library, pair.clean, after), seconds: check.seconds, offsetSec: check.offsetSec };
}
