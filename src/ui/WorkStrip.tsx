import { cancelWork } from '../commands/denoise';
import { resumeRecording } from '../commands/queue';
import type { RecordingState, WorkState } from '../store/app-state';
import { canBeHeard, percentOf } from '../store/selectors';
import { ERROR_TEXT } from './error-text';
import { formatDuration, formatSpeed } from './format';
import { ListenChoice } from './ListenChoice';
import { PlayButton } from './PlayButton';
import { useApp, useCommands } from './use-app';

const STAGES = { decoding: 'Decoding', denoising: 'Denoising', rendering: 'Rendering' } as const;

function stageOf(work: WorkState, engineStarting: boolean): string {
  if (work.status === 'queued') return 'Waiting for its turn';
  if (work.status === 'opening') return 'Reading the file';
  if (work.status === 'denoising' && work.progress) return STAGES[work.progress.stage];
  return engineStarting ? 'Starting the engine' : 'Analysing';
}

function percentOfWork(work: WorkState): number {
  if (work.status === 'opening') return Math.round(work.fraction * 100);
  return work.status === 'denoising' ? percentOf(work.progress) : 0;
}

/** How far the work is, how fast it goes, how long it will take; what is done of it to listen to, and a way out. */
export function WorkStrip({ recording }: { recording: RecordingState }) {
  const { key, work } = recording;
  const context = useCommands();
  const engineStarting = useApp((state) => state.engine.status === 'starting');
  const percent = percentOfWork(work);
  const progress = work.status === 'denoising' ? work.progress : undefined;
  return (
    <div className="strip">
      <div className="strip-figures">
        <span className="percent">{percent} %</span>
        <span className="stage">{stageOf(work, engineStarting)}</span>
        {progress && (
          <span className="muted">
            {formatSpeed(progress.xRealTime)} ·{' '}
            {formatDuration((progress.totalSec - progress.doneSec) / Math.max(progress.xRealTime, 1e-3))} left
          </span>
        )}
      </div>
      <div className="strip-actions">
        {canBeHeard(recording) && (
          <>
            <PlayButton />
            <ListenChoice isBlind={false} />
          </>
        )}
        <button type="button" className="button" onClick={() => cancelWork(context, key)}>
          Cancel
        </button>
      </div>
      <div className="progress" role="progressbar" aria-label="Denoising" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <div className="progress-fill" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
    </div>
  );
}

/** Why the work has stopped, and how to take it up again. */
export function StoppedStrip({ recording: { key, work } }: { recording: RecordingState }) {
  const context = useCommands();
  const failed = work.status === 'failed';
  return (
    <div className="strip">
      <div className="strip-figures">
        <span className="stage">{failed ? ERROR_TEXT[work.error.code].title : 'Cancelled.'}</span>
        <span className="muted">{failed ? ERROR_TEXT[work.error.code].advice : 'What was done is kept.'}</span>
      </div>
      <button type="button" className="button primary" onClick={() => void resumeRecording(context, key)}>
        {failed ? 'Try again' : 'Go on'}
      </button>
    </div>
  );
}
