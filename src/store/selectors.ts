import type { AppState, RecordingState, TimeRange } from './app-state';

/** The recording on screen. */
export function currentRecording({ recordings, current }: AppState): RecordingState | undefined {
  return recordings.find(({ key }) => key === current);
}

/** Length of a recording, seconds; 0 until it is open. */
export function durationOf({ handle }: RecordingState): number {
  return handle ? handle.format.numSamples / handle.format.sampleRateHz : 0;
}

/** The stretch of a recording that is on screen. */
export function viewOf(recording: RecordingState): TimeRange {
  return recording.view ?? { startSec: 0, endSec: durationOf(recording) };
}

/** Whether a recording has a result to listen to. */
export function isDone(recording: RecordingState | undefined): boolean {
  return recording?.work.status === 'done';
}

/** Work that is this much faster than real time stays ahead of the play head. */
const AHEAD_OF_PLAYING = 2;

/** Whether a recording can be listened to: it is done, or its work stays ahead of whoever plays it from the beginning. */
export function canBeHeard(recording: RecordingState | undefined): boolean {
  const work = recording?.work;
  return isDone(recording) || (work?.status === 'denoising' && (work.progress?.xRealTime ?? 0) >= AHEAD_OF_PLAYING);
}

/** The job's state in words: Ready, Working ..., Done ..., Failed .... */
export function jobText(state: AppState): string {
  if (state.section === 'fine-tune') return trainingText(state);
  const recording = currentRecording(state);
  const busy = recording !== undefined && ['queued', 'opening', 'denoising'].includes(recording.work.status);
  const failure = state.alerts.at(-1);
  if (failure && !busy) return `Failed: ${failure.error.message}`;
  if (state.download.status === 'running') return `Working: writing the file, ${Math.round(state.download.fraction * 100)} %`;
  if (!recording) return 'Ready';
  const { work } = recording;
  switch (work.status) {
    case 'queued':
      return 'Working: waiting for the recordings before it';
    case 'opening':
      return `Working: opening ${recording.name}`;
    case 'waiting':
      return 'Ready';
    case 'denoising':
      return state.engine.status === 'starting' ? 'Working: waiting for the engine' : `Working: ${percentOf(work.progress)} %`;
    case 'cancelled':
      return 'Ready: cancelled';
    case 'done':
      return `Done in ${work.tookSec.toFixed(1)} s${speedOf(recording, work.tookSec)}`;
    case 'failed':
      return `Failed: ${work.error.message}`;
  }
}

/** Steps of progress that are worth saying, %. */
const NEWS_PERCENT = 25;

/** What is worth hearing of the job: its stages and every quarter of its way. Failures are alerts, which speak for themselves. */
export function jobNews(state: AppState): string {
  const text = jobText(state);
  if (text === 'Ready' || text.startsWith('Failed')) return '';
  if (state.download.status === 'running') return 'Writing the file';
  const percent = /(\d+) %$/.exec(text);
  if (percent) return `Working: ${NEWS_PERCENT * Math.floor(Number(percent[1]) / NEWS_PERCENT)} %`;
  const step = /^(.*), step (\d+) of (\d+)$/.exec(text);
  return step ? `${step[1]}, ${NEWS_PERCENT * Math.floor(((100 / NEWS_PERCENT) * Number(step[2])) / Number(step[3]))} %` : text;
}

/** Whole percent of a job. */
export function percentOf(progress: { doneSec: number; totalSec: number } | undefined): number {
  return progress && progress.totalSec > 0 ? Math.round((100 * progress.doneSec) / progress.totalSec) : 0;
}

function speedOf(recording: RecordingState, tookSec: number): string {
  const times = tookSec > 0 ? durationOf(recording) / tookSec : 0;
  return times > 0 ? `, ${times < 10 ? times.toFixed(1) : Math.round(times)} × real time` : '';
}

/** The training's state in the same words. */
function trainingText({ tuning: { run }, alerts }: AppState): string {
  const failure = alerts.at(-1);
  if (failure && run.status !== 'running') return `Failed: ${failure.error.message}`;
  if (run.status === 'idle') return 'Ready';
  if (run.status === 'ended') return run.card.measured ? 'Done: trained and measured' : 'Working: measuring what was learnt';
  const step = run.progress ? `step ${run.progress.step} of ${run.progress.totalSteps}` : 'preparing the material';
  if (run.status === 'running') return `Working: training, ${step}`;
  return `Ready: training ${run.status}, ${step}`;
}
