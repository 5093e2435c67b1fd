import { useState } from 'react';
import { ratingFallText } from '../../base/proof-ratings';
import { signed } from '../../base/proof-text';
import type { Comparison, ProofRatings } from '../../base/tuning';
import { keepProfile, measureProof, setBlend } from '../../commands/tune-proof';
import { discardTraining } from '../../commands/tune-run';
import type { TuneRun } from '../../store/tuning-state';
import { formatMinutes } from '../format';
import { Status } from '../Status';
import { useCommands } from '../use-app';
import { LossChart } from './LossChart';
import { VoiceButtons } from './VoiceButtons';

type Ended = Extract<TuneRun, { status: 'ended' }>;

const ENDINGS = {
  finished: 'Trained to the end',
  'early-stop': 'Ended early: nothing got better any more',
  diverged: 'Ended early: the training went astray, and the best model before that was kept',
} as const;

/** What was learnt, measured and heard, and what becomes of it. */
export function ProofCard({ run: { end, card } }: { run: Ended }) {
  const { measured, rating } = card;
  const { progress, bestStep, ended } = end;
  const fall = rating.status === 'done' && rating.ratings ? ratingFallText(rating.ratings) : undefined;
  return (
    <section className="proof" aria-label="Proof card">
      <p className="muted">
        {ENDINGS[ended]}. Best at step {bestStep} of {progress.step}.
      </p>
      <Status name="Verdict" as="div" news={measured?.verdict.text ?? ''}>
        <h3 className="verdict" data-outcome={measured?.verdict.outcome}>
          {measured ? measured.verdict.text : 'Measuring on recordings that it never saw…'}
        </h3>
      </Status>
      {measured && (
        <div className="proof-tables">
          {measured.proof.own && (
            <Figures title="Your held-out recordings" comparison={measured.proof.own} rating={rating} rated={rating.ratings?.own} />
          )}
          <Figures title="Other voices" comparison={measured.proof.general} rating={rating} rated={rating.ratings?.general} />
        </div>
      )}
      {fall && (
        <Status name="Rating" news={fall}>
          {fall}
        </Status>
      )}
      <VoiceButtons tunedLabel="Hear the tuned model" />
      <Blend part={card.part} />
      <Decision run={{ end, card }} />
      <details className="advanced">
        <summary>How it learnt</summary>
        <LossChart evaluations={progress.evaluations} totalSteps={progress.totalSteps} />
      </details>
    </section>
  );
}

const ROWS: readonly [keyof Comparison['base'], string, number][] = [
  ['siSdrDb', 'SI-SDR, dB', 2],
  ['stoi', 'STOI', 3],
  ['melPsnrDb', 'Mel PSNR, dB', 2],
  ['melMse', 'Mel MSE, dB²', 1],
];

interface FiguresProps {
  readonly title: string;
  readonly comparison: Comparison;
  readonly rating: Ended['card']['rating'];
  /** This set's ratings: of a former blend while this one is rated. */
  readonly rated: ProofRatings['general'] | undefined;
}

function Figures({ title, comparison: { base, tuned }, rating, rated }: FiguresProps) {
  const waiting = rating.status === 'running' ? '…' : '–';
  const current = rating.status === 'done' ? rated : undefined;
  return (
    <table className="figures">
      <caption>
        {title} <span className="muted">{formatMinutes(base.seconds / 60)}</span>
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Base</th>
          <th scope="col">Tuned</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(([key, label, decimals]) => {
          const change = tuned[key] - base[key];
          const better = key === 'melMse' ? change < 0 : change > 0;
          return (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{base[key].toFixed(decimals)}</td>
              <td>{tuned[key].toFixed(decimals)}</td>
              <td className={better ? 'better' : undefined}>{signed(change, decimals)}</td>
            </tr>
          );
        })}
        <tr
          title="Overall (OVRL) of DNSMOS P.835, a network that guesses how listeners would rate it, 1 to 5"
          aria-busy={rating.status === 'running'}
        >
          <th scope="row">Guessed rating</th>
          <td>{rated ? rated.base.toFixed(2) : waiting}</td>
          <td>{current ? current.tuned.toFixed(2) : waiting}</td>
          <td className={current && current.tuned > current.base ? 'better' : undefined}>
            {current ? signed(current.tuned - current.base, 2) : waiting}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Blend({ part }: { part: number }) {
  const context = useCommands();
  const percent = Math.round(part * 100);
  return (
    <label className="slider blend">
      <span>Blend</span>
      <span className="muted">base</span>
      <input
        type="range"
        aria-label="Blend"
        aria-valuetext={`${percent} % of what was learnt`}
        min={0}
        max={100}
        step={5}
        value={percent}
        onChange={({ target }) => void setBlend(context, target.valueAsNumber / 100)}
      />
      <span className="muted">tuned</span>
      <output aria-live="off">{percent} %</output>
    </label>
  );
}

/** Without a reference only the ear can tell: so it has to be heard before it is kept. */
function Decision({ run: { end, card } }: { run: Pick<Ended, 'end' | 'card'> }) {
  const context = useCommands();
  const [name, setName] = useState('My voice, my room');
  const { measured, heard } = card;
  const outcome = measured?.verdict.outcome;
  const better = outcome === 'better';
  const unheard = outcome === 'unmeasured' && !heard;
  const nothing = end.bestStep === 0;
  return (
    <form
      className="decision"
      onSubmit={(event) => {
        event.preventDefault();
        void keepProfile(context, name);
      }}
    >
      <label className="name-field">
        <span>Profile name</span>
        <input className="field" value={name} maxLength={80} onChange={({ target }) => setName(target.value)} />
      </label>
      <button type="submit" className={better ? 'button primary' : 'button'} disabled={!measured || unheard || name.trim() === ''}>
        Keep
      </button>
      <button
        type="button"
        className={outcome === 'not-better' ? 'button primary' : 'button'}
        onClick={() => void discardTraining(context)}
      >
        Discard
      </button>
      {!measured && (
        <button type="button" className="button quiet" onClick={() => void measureProof(context)}>
          Measure again
        </button>
      )}
      <p className="muted">
        {unheard && 'Hear the tuned model before you decide.'}
        {nothing && 'Nothing was better than the base model: it stays in use.'}
      </p>
    </form>
  );
}
