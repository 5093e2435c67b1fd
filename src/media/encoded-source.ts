/** Compressed files have no exact random access: they are decoded once, from start to end, into a store that has. */
import type { AudioSample } from 'mediabunny';
import { isAbort, LimpidError, toLimpidError } from '../base/errors';
import type { PcmStore } from '../base/pcm-store';
import type { AudioFormat, Channels } from '../base/types';
import type { AudioSource, ByteSource } from './audio-source';
import { type EncodedTrack, openEncodedTrack, type TimelineBounds } from './encoded-track';
import { Placer, type Timeline } from './placer';
import { silenceNonFinite } from './wav-decode';

/** Less than this missing at the end is rounding of the container's clock, not loss. */
const NOTICEABLE_SEC = 0.1;
const PROGRESS_STEP = 0.005;

export interface DecodeOptions {
  /** Where the decoded samples go; the source that results owns it. */
  readonly makeStore: (numChannels: number) => Promise<PcmStore>;
  /** Fraction done, 0...1, at most 200 times. */
  readonly onProgress?: (fraction: number) => void;
}

function planes(sample: AudioSample): Channels {
  return Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
    silenceNonFinite(plane);
    return plane;
  });
}

/** The bounds in samples of what the decoder gives, which alone knows its rate. `first` is the position of its first sample. */
function makeTimeline(bounds: TimelineBounds, sampleRateHz: number, first: number): Timeline {
  const { origin, codecRateHz, endSec, trimSec } = bounds;
  const zero = origin === 'first' ? first : 0;
  const start = zero + Math.round((bounds.delaySamples / codecRateHz) * sampleRateHz);
  const untilEnd = endSec === undefined ? undefined : Math.round(endSec * sampleRateHz) - zero;
  const numSamples = bounds.numSamples ?? (untilEnd !== undefined && untilEnd > 0 ? untilEnd : undefined);
  return { sampleRateHz, firstPosition: start, numSamples, trimSamples: Math.round(trimSec * sampleRateHz) };
}

/** Takes decoded blocks to the store; made with the first block, which alone knows the true rate and channels (HE-AAC doubles what its container says). */
class Sink {
  readonly #placer: Placer;

  constructor(
    store: PcmStore,
    readonly sampleRateHz: number,
    timeline: Timeline,
  ) {
    this.#placer = new Placer(store, timeline);
  }

  async take(sample: AudioSample): Promise<void> {
    const { store } = this.#placer;
    if (sample.sampleRate !== this.sampleRateHz || sample.numberOfChannels !== store.numChannels) {
      throw new LimpidError(
        'decode/unsupported',
        `The sound changes within the file, from ${store.numChannels} channels at ${this.sampleRateHz} Hz to ${sample.numberOfChannels} at ${sample.sampleRate} Hz. Convert it to WAV first.`,
      );
    }
    await this.#placer.place(Math.round(sample.timestamp * this.sampleRateHz), planes(sample));
  }

  /** Completes the end. Returns what is to be said about the file. */
  async finish(): Promise<string[]> {
    await this.#placer.finish();
    const missing = this.#placer.missingSamples;
    if (missing > NOTICEABLE_SEC * this.sampleRateHz) {
      const missingSec = (missing / this.sampleRateHz).toFixed(1);
      return [...this.#placer.notices, `The file ends ${missingSec} s before its header says; what is there was read.`];
    }
    return [...this.#placer.notices];
  }
}

interface Decoded {
  readonly store: PcmStore;
  readonly sampleRateHz: number;
  readonly notices: readonly string[];
}

/** Why decoding stopped early, as a notice where something was decoded, else as an error. */
function stopped(error: unknown, doneSec: number): string {
  if (isAbort(error) || error instanceof LimpidError) throw error;
  const typed = toLimpidError(error, 'decode/corrupt');
  if (typed.code === 'memory/exhausted') throw typed;
  if (doneSec === 0) {
    throw new LimpidError(
      'decode/corrupt',
      `The file cannot be decoded from its beginning on (${typed.message}). Export or copy it again.`,
      { cause: error },
    );
  }
  return `The file is damaged: decoding stopped at ${doneSec.toFixed(1)} s (${typed.message}); what lies before was read.`;
}

async function decodeAll(signal: AbortSignal, track: EncodedTrack, { makeStore, onProgress }: DecodeOptions): Promise<Decoded | undefined> {
  let store: PcmStore | undefined;
  let sink: Sink | undefined;
  let reported = 0;
  const notices = [...track.notices];
  try {
    try {
      for await (const sample of track.samples) {
        try {
          signal.throwIfAborted();
          if (!store || !sink) {
            store = await makeStore(sample.numberOfChannels);
            const first = Math.round(sample.timestamp * sample.sampleRate);
            sink = new Sink(store, sample.sampleRate, makeTimeline(track.bounds, sample.sampleRate, first));
          }
          await sink.take(sample);
        } finally {
          sample.close();
        }
        const fraction = track.fractionAt(store.numSamples / sink.sampleRateHz);
        if (fraction < reported + PROGRESS_STEP) continue;
        reported = fraction;
        onProgress?.(fraction);
      }
    } catch (error) {
      notices.push(stopped(error, store && sink ? store.numSamples / sink.sampleRateHz : 0));
    }
    signal.throwIfAborted();
    if (!store || !sink) return undefined;
    notices.push(...(await sink.finish()));
    return { store, sampleRateHz: sink.sampleRateHz, notices };
  } catch (error) {
    await store?.dispose();
    throw error;
  }
}

/**
 * Decodes a compressed file as a whole into a store, at its own rate, aligned with the recording: encoder delay and padding are dropped where the file
 * tells them. A damaged file gives what lies before the damage, with a notice.
 * @throws LimpidError decode/needs-page, decode/no-audio, decode/corrupt, decode/unsupported, storage/quota, memory/exhausted, file/unreadable
 */
export async function decodeEncoded(signal: AbortSignal, bytes: ByteSource, options: DecodeOptions): Promise<AudioSource> {
  signal.throwIfAborted();
  const track = await openEncodedTrack(bytes);
  let decoded: Decoded | undefined;
  try {
    decoded = await decodeAll(signal, track, options);
  } finally {
    track.dispose();
  }
  if (!decoded || decoded.store.numSamples === 0) {
    await decoded?.store.dispose();
    throw new LimpidError(
      'decode/no-audio',
      `No sound could be read from this ${track.label} file: it is empty or was cut off at its beginning. Record or export it again.`,
    );
  }
  const { store, sampleRateHz, notices } = decoded;
  const { numChannels, numSamples } = store;
  const format: AudioFormat = { sampleRateHz, numChannels, numSamples, encoding: track.encoding, label: track.label };
  return {
    format,
    notices,
    async read(readSignal, startSample, count) {
      readSignal.throwIfAborted();
      return await store.read(startSample, count);
    },
    dispose() {
      // Deleting a temporary file may fail; what is left is removed at the next start.
      void Promise.resolve(store.dispose()).catch(() => undefined);
    },
  };
}
