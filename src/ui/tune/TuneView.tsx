import { planOf } from '../../store/tuning-selectors';
import { useApp } from '../use-app';
import { KeptNote } from './KeptNote';
import { MaterialCards } from './MaterialCards';
import { PairTable } from './PairTable';
import { ProofCard } from './ProofCard';
import { Recorder } from './Recorder';
import { StartPanel } from './StartPanel';
import { TrainingPanel } from './TrainingPanel';

const WAYS = {
  pairs: 'It learns from pairs: the same moment, clean and with noise.',
  mixes: 'It learns from your clean speech, mixed with your noise as it goes.',
  noisy: 'It learns from noisy recordings alone, which is experimental: listen before you keep it.',
  none: 'Pairs of clean and noisy recordings teach most. Clean speech and noise do too; noisy recordings alone are experimental.',
} as const;

/** Where the model learns a voice, a microphone and a room. */
export function TuneView() {
  const tuning = useApp((state) => state.tuning);
  const { run } = tuning;
  const busy = run.status === 'running' || run.status === 'paused' || run.status === 'ended';
  return (
    <section className="sheet" aria-label="Fine-tune">
      <div className="sheet-head">
        <div>
          <h2>Teach it your voice, your microphone, your room</h2>
          <p className="muted">
            Two or three minutes are enough. It happens in this tab, on this computer; what it learnt is measured on recordings that it
            never saw.
          </p>
        </div>
      </div>
      <KeptNote />
      {run.status === 'ended' && <ProofCard run={run} />}
      {(run.status === 'running' || run.status === 'paused' || run.status === 'stopped') && <TrainingPanel run={run} />}
      {!busy && (
        <>
          <MaterialCards />
          <p className="tune-way muted">{WAYS[planOf(tuning).way]}</p>
          <Recorder />
          <PairTable />
          <StartPanel />
        </>
      )}
    </section>
  );
}
