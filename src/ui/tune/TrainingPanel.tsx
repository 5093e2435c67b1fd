import { cancelTraining, discardTraining, pauseTraining, resumeTraining } from '../../commands/tune-run';
import type { TuneRun } from '../../store/tuning-state';
import { formatDuration } from '../format';
import { useCommands } from '../use-app';
import { LossChart } from './LossChart';
import { VoiceButtons } from './VoiceButtons';

type Active = Extract<TuneRun, { status: 'running' | 'paused' | 'stopped' }>;

/** A training under way, paused or interrupted: how far, how fast, how good, and what can be done. */
export function TrainingPanel({ run }: { run: Active }) {
  const { status, progress } = run;
  const percent = progress ? Math.round((100 * progress.step) / progress.totalSteps) : 0;
  return (
    <section className="training" aria-label="Training under way">
      <div className="strip">
        <div className="strip-figures">
          <span className="percent">{percent} %</span>
          <span className="stage">{stageOf(run)}</span>
          <Figures run={run} />
        </div>
        <Actions run={run} />
        <div className="progress" role="progressbar" aria-label="Training" aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
          <div className="progress-fill" style={{ transform: `scaleX(${percent / 100})` }} />
        </div>
      </div>
      {progress?.notices.map((notice) => (
        <p key={notice} className="notice">
          {notice}
        </p>
      ))}
      {progress && progress.evaluations.length > 0 && <LossChart evaluations={progress.evaluations} totalSteps={progress.totalSteps} />}
      {status !== 'stopped' && progress && progress.evaluations.length > 0 && <VoiceButtons tunedLabel="Hear it now" />}
    </section>
  );
}

function stageOf({ status, progress }: Active): string {
  if (status === 'paused') return 'Paused';
  if (status === 'stopped') return 'A training was interrupted. What it learnt is kept.';
  return progress ? 'Training' : 'Preparing the material';
}

function Figures({ run: { status, progress } }: { run: Active }) {
  if (!progress) return null;
  const { step, totalSteps, stepsPerSec, etaSec } = progress;
  return (
    <span className="muted">
      step {step} of {totalSteps}
      {status === 'running' &&
        stepsPerSec > 0 &&
        ` · ${stepsPerSec.toFixed(stepsPerSec < 10 ? 1 : 0)} steps/s · ${formatDuration(etaSec)} left`}
    </span>
  );
}

function Actions({ run: { status } }: { run: Active }) {
  const context = useCommands();
  return (
    <div className="actions">
      {status === 'running' ? (
        <button type="button" className="button" onClick={() => pauseTraining(context)}>
          Pause
        </button>
      ) : (
        <button type="button" className="button primary" onClick={() => void resumeTraining(context)}>
          Resume
        </button>
      )}
      {status === 'stopped' ? (
        <button type="button" className="button" onClick={() => void discardTraining(context)}>
          Discard
        </button>
      ) : (
        <button type="button" className="button" onClick={() => cancelTraining(context)}>
          Cancel
        </button>
      )}
    </div>
  );
}
