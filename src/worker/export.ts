import type { RecordingHandle, RenderSettings } from '../base/types';
import type { Recording } from '../dsp/recording';
import { wavStream } from '../media/wav-stream';
import { wavEncodingFor } from '../media/wav-writer';

/** Bytes that are handed to the browser as a blob of their own, which it may keep on disk. */
const PART_BYTES = 8 << 20;

/** Renders a recording as WAV of the source's rate, channels and length. The blob grows outside of the worker's memory. */
export async function exportWav(
  signal: AbortSignal,
  info: RecordingHandle,
  recording: Recording,
  settings: RenderSettings,
  onProgress: (fraction: number) => void,
): Promise<{ wav: Blob; fileName: string }> {
  const parts: Blob[] = [];
  let open: Uint8Array<ArrayBuffer>[] = [];
  let openBytes = 0;
  const stream = wavStream(signal, info.format, wavEncodingFor(info.format), (start, count) =>
    recording.render(signal, start, count, settings),
  );
  for await (const { bytes, fraction } of stream) {
    open.push(bytes);
    openBytes += bytes.length;
    onProgress(fraction);
    if (openBytes < PART_BYTES) continue;
    parts.push(new Blob(open));
    open = [];
    openBytes = 0;
  }
  parts.push(new Blob(open));
  return { wav: new Blob(parts, { type: 'audio/wav' }), fileName: denoisedName(info.name) };
}

/** `interview.mp3` becomes `interview_denoised.wav`. */
function denoisedName(name: string): string {
  return `${name.replace(/\.[^./\\]{1,5}$/, '')}_denoised.wav`;
}
