import type { RecordingState, TimeRange } from '../store/app-state';
import { updateRecording } from '../store/app-store';
import { durationOf, viewOf } from '../store/selectors';
import type { Context } from './context';
import { dbRange } from './db-range';
import { detailPeaks, MAX_DETAIL_SEC } from './detail-peaks';
import { refreshLevels } from './level-match';
import { refreshLoss } from './measure-loss';
import { runJob } from './run-job';
import { cutTiles, missing, runFor, TILE_COLUMNS, tileSec, withTiles } from './tiles';

/** Columns of the waveforms over a whole recording, so that zooming in finds something. */
const OVERVIEW_COLUMNS = 32_768;

/** Draws waveforms and spectrograms of a recording anew, and measures its levels and where speech may be lost, under the present settings. One that is not on screen is drawn when it comes there. */
export async function refreshPictures(context: Context, key: number): Promise<void> {
  await Promise.all([drawView(context, key), refreshLevels(context, key), drawOverview(context, key)]);
  await refreshLoss(context, key);
}

/** Draws the stretch on screen anew: spectrograms, and waveforms where the overview is too coarse. */
export async function drawView(context: Context, key: number): Promise<void> {
  if (!onScreen(context, key)) return;
  await runJob(context, { kind: 'view' }, (signal) =>
    context.pictureTurn.run(signal, async () => {
      const recording = onScreen(context, key);
      if (!recording) return;
      const view = viewOf(recording);
      await drawSpectrograms(context, recording, view);
      if (recording.work.status === 'done') await drawDetail(context, recording, view);
    }),
  );
}

/** The recording, if it is open and on screen. */
function onScreen({ store }: Context, key: number): RecordingState | undefined {
  const { recordings, current } = store.getState();
  return recordings.find((r) => r.key === key && r.key === current && r.handle !== undefined);
}

function updatePictures(context: Context, key: number, change: Partial<RecordingState['pictures']>): void {
  const recording = context.store.getState().recordings.find((r) => r.key === key);
  if (recording) updateRecording(context.store, key, { pictures: { ...recording.pictures, ...change } });
}

// Once asked for, a picture is shown even if a later wish waits: while a slider moves or work goes on, the screen keeps up.
async function drawSpectrograms(context: Context, recording: RecordingState, view: TimeRange): Promise<void> {
  const { handle, key, work, pictures } = recording;
  if (!handle) return;
  const { settings, look } = context.store.getState();
  const origin = { settings, work };
  const former = pictures.spectrograms?.scale === look.scale ? pictures.spectrograms : undefined;
  const run = runFor(view, context.pictureColumns());
  const wanted = missing(run, former?.tiles ?? [], origin);
  if (!wanted) return;
  const length = tileSec(wanted.level);
  const stretch = { startSec: wanted.first * length, endSec: wanted.end * length, numColumns: (wanted.end - wanted.first) * TILE_COLUMNS };
  const { signal } = new AbortController();
  const drawn = await context.engine.call(signal, 'spectrograms', {
    recordingId: handle.recordingId,
    scale: look.scale,
    ...stretch,
    settings: origin.settings,
  });
  const tiles = withTiles(former?.tiles ?? [], cutTiles(wanted, drawn, origin));
  const { scale, numBands, minDb, stepDb, centresHz } = former ?? drawn;
  const whole = view.endSec - view.startSec >= durationOf(recording);
  const range = whole || !pictures.range ? dbRange(drawn) : pictures.range;
  updatePictures(context, key, { spectrograms: { tiles, scale, numBands, minDb, stepDb, centresHz }, range });
}

async function drawDetail(context: Context, recording: RecordingState, view: TimeRange): Promise<void> {
  const spanSec = view.endSec - view.startSec;
  const numColumns = context.pictureColumns();
  const overviewColumns = (spanSec / durationOf(recording)) * OVERVIEW_COLUMNS;
  if (!recording.handle || spanSec > MAX_DETAIL_SEC || overviewColumns >= numColumns) return;
  const detail = await detailPeaks(context, recording.handle, view, numColumns);
  updatePictures(context, recording.key, { detail });
}

async function drawOverview(context: Context, key: number): Promise<void> {
  const recording = onScreen(context, key);
  if (!recording?.handle || recording.work.status !== 'done') return;
  const { recordingId, format } = recording.handle;
  const numColumns = Math.min(OVERVIEW_COLUMNS, format.numSamples);
  const { settings } = context.store.getState();
  await runJob(context, { kind: 'overview' }, async (signal) => {
    const { before, after } = await context.engine.call(signal, 'peaks', { recordingId, numColumns, settings });
    updatePictures(context, key, { overview: { before, after, startSec: 0, endSec: durationOf(recording) } });
  });
}
