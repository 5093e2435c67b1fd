import { updateRecording } from '../store/app-store';
import type { Context } from './context';
import { runJob } from './run-job';

/** Columns of a picture over the whole recording: about one a pixel of a wide screen. */
const MAX_COLUMNS = 1600;
const FRAME_SEC = 0.016;

/** Draws waveforms and spectrograms of a recording anew, under the present settings. A later call takes over from an earlier one. */
export async function refreshPictures(context: Context, key: number): Promise<void> {
  const { store, engine } = context;
  const find = () => store.getState().recordings.find((r) => r.key === key);
  const handle = find()?.handle;
  if (!handle) return;
  const { recordingId, format } = handle;
  const endSec = format.numSamples / format.sampleRateHz;
  const numColumns = Math.max(2, Math.min(MAX_COLUMNS, Math.ceil(endSec / FRAME_SEC)));
  const { settings } = store.getState();
  await runJob(context, { kind: 'pictures' }, async (signal) => {
    const spectrograms = await engine.call(signal, 'spectrograms', { recordingId, startSec: 0, endSec, numColumns, settings });
    const drawn = find();
    if (drawn) updateRecording(store, key, { pictures: { ...drawn.pictures, spectrograms } });
    const peaks = await engine.call(signal, 'peaks', { recordingId, numColumns, settings });
    const complete = find();
    if (complete) {
      updateRecording(store, key, { pictures: { ...complete.pictures, peaksBefore: peaks.before, peaksAfter: peaks.after } });
    }
  });
}
