/** A recording's result as a stream to be encoded: rendered, at the rate asked for, brought to the loudness asked for. */
import { nextTask } from '../base/mutex';
import type { RenderSettings } from '../base/settings';
import { Limiter } from '../dsp/limiter';
import { LoudnessMeter } from '../dsp/loudness';
import { RateConverter } from '../dsp/rate-converter';
import type { Recording } from '../dsp/recording';
import type { SoundStream } from '../media/sound-stream';

/** Source: EBU R 128, which allows no more in distribution. */
export const MAX_TRUE_PEAK_DB = -1;
/** How near the target is near enough, and how often the gain is set anew to make up for what the limiter took. */
const TOLERANCE_LU = 0.1;
const MAX_TURNS = 3;

/** The result under these settings at a rate, in blocks of about a second. */
export function soundOfResult(
  signal: AbortSignal,
  recording: Recording,
  numChannels: number,
  settings: RenderSettings,
  sampleRateHz: number,
): SoundStream {
  const render = async (start: number, count: number) => (await recording.render(signal, start, count, settings)).after;
  const isSame = sampleRateHz === recording.sampleRateHz;
  const converter = isSame
    ? undefined
    : new RateConverter(render, recording.numSamples, recording.sampleRateHz, sampleRateHz, recording.library.kernels);
  const numSamples = converter?.numSamples ?? recording.numSamples;
  return {
    sampleRateHz,
    numChannels,
    numSamples,
    async *blocks() {
      for (let start = 0; start < numSamples; start += sampleRateHz) {
        signal.throwIfAborted();
        const count = Math.min(sampleRateHz, numSamples - start);
        yield converter ? await converter.read(start, count) : await render(start, count);
        await nextTask();
      }
    },
  };
}

/** The stream times a gain, its true peak held. */
function limited(stream: SoundStream, gainDb: number): SoundStream {
  const { sampleRateHz, numChannels, numSamples } = stream;
  return {
    sampleRateHz,
    numChannels,
    numSamples,
    async *blocks() {
      const limiter = new Limiter(sampleRateHz, numChannels, 10 ** (gainDb / 20), MAX_TRUE_PEAK_DB);
      for await (const channels of stream.blocks()) yield limiter.push(channels);
      yield limiter.finish();
    },
  };
}

async function measure(stream: SoundStream): Promise<LoudnessMeter> {
  const meter = new LoudnessMeter(stream.sampleRateHz, stream.numChannels);
  for await (const channels of stream.blocks()) meter.push(channels);
  return meter;
}

/** The stream at an integrated loudness; as it is where it is silent. It is run through two to four times. */
export async function atLoudness(stream: SoundStream, targetLufs: number, onTurn: () => void): Promise<SoundStream> {
  const before = await measure(stream);
  onTurn();
  if (!Number.isFinite(before.integratedLufs)) return stream;
  let gainDb = targetLufs - before.integratedLufs;
  if (before.truePeakDb + gainDb <= MAX_TRUE_PEAK_DB) return limited(stream, gainDb);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const missingLu = targetLufs - (await measure(limited(stream, gainDb))).integratedLufs;
    onTurn();
    if (Math.abs(missingLu) <= TOLERANCE_LU) break;
    gainDb += missingLu;
  }
  return limited(stream, gainDb);
}
