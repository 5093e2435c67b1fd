import type { AppState, RecordingState } from './app-state';

/** The recording on screen. */
export function currentRecording({ recordings, current }: AppState): RecordingState | undefined {
  return recordings.find(({ key }) => key === current);
}

/** Whether a recording has a result to listen to. */
export function isDone(recording: RecordingState | undefined): boolean {
  return recording?.work.status === 'done';
}

/** The job's state in words: Ready, Working ..., Done ..., Failed .... */
export function jobText(state: AppState): string {
  const recording = currentRecording(state);
  const busy = recording?.work.status === 'opening' || recording?.work.status === 'denoising';
  const failure = state.alerts.at(-1);
  if (failure && !busy) return `Failed: ${failure.error.message}`;
  if (state.download.status === 'running') return `Working: writing the WAV, ${Math.round(state.download.fraction * 100)} %`;
  if (!recording) return 'Ready';
  const { work } = recording;
  switch (work.status) {
    case 'opening':
      return `Working: opening ${recording.name}`;
    case 'waiting':
      return state.engine.status === 'starting' ? 'Working: waiting for the engine' : 'Ready';
    case 'denoising':
      return `Working: ${percentOf(work.progress)} %`;
    case 'cancelled':
      return 'Ready: cancelled';
    case 'done':
      return `Done in ${work.tookSec.toFixed(1)} s${speedOf(recording, work.tookSec)}`;
    case 'failed':
      return `Failed: ${work.error.message}`;
  }
}

/** Whole percent of a job. */
export function percentOf(progress: { doneSec: number; totalSec: number } | undefined): number {
  return progress && progress.totalSec > 0 ? Math.round((100 * progress.doneSec) / progress.totalSec) : 0;
}

function speedOf({ handle }: RecordingState, tookSec: number): string {
  if (!handle || tookSec <= 0) return '';
  const times = handle.format.numSamples / handle.format.sampleRateHz / tookSec;
  return `, ${times < 10 ? times.toFixed(1) : Math.round(times)} × real time`;
}
