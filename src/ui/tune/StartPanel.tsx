import { useState } from 'react';
import type { PresetName, TuneOptions, TunePace } from '../../base/tuning';
import { choosePreset, measurePace, resumeTraining, startTraining } from '../../commands/tune-run';
import { planOf } from '../../store/tuning-selectors';
import type { TuneRun } from '../../store/tuning-state';
import { PRESETS } from '../../worker/tune-choices';
import { formatMinutes } from '../format';
import { Status } from '../Status';
import { useApp, useCommands } from '../use-app';
import { AdvancedOptions } from './AdvancedOptions';

const NAMES: readonly [PresetName, string][] = [
  ['quick', 'Quick'],
  ['normal', 'Normal'],
  ['thorough', 'Thorough'],
];

/** Longest time that training may take: it ends earlier when nothing gets better. */
function timeText({ steps, evaluateEvery }: TuneOptions, { stepSec, evaluationSec }: TunePace): string {
  return `up to ${formatMinutes((steps * stepSec + (1 + Math.ceil(steps / evaluateEvery)) * evaluationSec) / 60)}`;
}

/** How thoroughly, how long that takes, and the start. */
export function StartPanel() {
  const context = useCommands();
  const tuning = useApp((state) => state.tuning);
  const { preset, options, pace, run } = tuning;
  const { way, seconds } = planOf(tuning);
  const ready = way !== 'none';
  return (
    <section className="start" aria-label="Training">
      <div className="start-row">
        <div className="segments" role="radiogroup" aria-label="Preset">
          {NAMES.map(([value, label]) => (
            <label key={value} className="segment">
              <input
                type="radio"
                name="preset"
                value={value}
                aria-label={label}
                checked={preset === value}
                onChange={() => choosePreset(context, value)}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
        <Status name="Time estimate" news={typeof pace === 'object' ? timeText(options, pace) : ''} className="start-time muted">
          {ready && `${formatMinutes(seconds / 60)} of material. `}
          {pace === 'measuring' && 'Measuring…'}
          {typeof pace === 'object' && `${timeText(options, pace)} here (${timeText(PRESETS.quick, pace)} for Quick).`}
        </Status>
        {ready && pace === undefined && (
          <button type="button" className="button quiet" onClick={() => void measurePace(context)}>
            How long will it take?
          </button>
        )}
        <StartButton ready={ready} run={run} />
      </div>
      <AdvancedOptions />
    </section>
  );
}

/** Starts at once; where that would cost an interrupted training what it learnt, people are asked first. */
function StartButton({ ready, run }: { ready: boolean; run: TuneRun }) {
  const context = useCommands();
  const [asking, setAsking] = useState(false);
  if (asking && run.status === 'stopped') {
    const { step = 0, totalSteps = 0 } = run.progress ?? {};
    return (
      <fieldset className="start-ask" aria-label="Interrupted training">
        <p>
          There is an interrupted training, at step {step} of {totalSteps}. A fresh one takes its place.
        </p>
        <button type="button" className="button primary" onClick={() => void resumeTraining(context)}>
          Go on with it
        </button>
        <button type="button" className="button" onClick={() => void startTraining(context)}>
          Discard it and start
        </button>
        <button type="button" className="button quiet" onClick={() => setAsking(false)}>
          Neither
        </button>
      </fieldset>
    );
  }
  const start = (): void => {
    if (run.status === 'stopped') setAsking(true);
    else void startTraining(context);
  };
  return (
    <button type="button" className="button primary" disabled={!ready} onClick={start}>
      Start training
    </button>
  );
}
