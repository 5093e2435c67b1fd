import { cancelWork } from '../commands/denoise';
import type { RecordingState } from '../store/app-state';
import { percentOf } from '../store/selectors';
import { formatDuration } from './format';
import { useCommands } from './use-app';

function stageOf({ work }: RecordingState): string {
  if (work.status === 'opening') return 'Reading the file';
  if (work.status === 'denoising' && work.progress) return 'Denoising';
  return 'Starting the engine';
}

function percentOfWork({ work }: RecordingState): number {
  if (work.status === 'opening') return Math.round(work.fraction * 100);
  return work.status === 'denoising' ? percentOf(work.progress) : 0;
}

/** How far the work is, how fast it goes, how long it will take; and a way out. */
export function ProgressCard({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const percent = percentOfWork(recording);
  const progress = recording.work.status === 'denoising' ? recording.work.progress : undefined;
  return (
    <div className="card progress-card">
      <div className="progress-figures">
        <span className="stage">{stageOf(recording)}</span>
        <span className="percent">{percent} %</span>
      </div>
      <div className="progress" role="progressbar" aria-label="Denoising" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <div className="progress-fill" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <div className="progress-figures muted">
        <span>
          {progress
            ? `${progress.xRealTime < 10 ? progress.xRealTime.toFixed(1) : Math.round(progress.xRealTime)} × real time · ${formatDuration((progress.totalSec - progress.doneSec) / Math.max(progress.xRealTime, 1e-3))} left`
            : ' '}
        </span>
        <button type="button" className="button" onClick={() => cancelWork(context, recording.key)}>
          Cancel
        </button>
      </div>
    </div>
  );
}
