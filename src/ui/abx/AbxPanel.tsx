import { chanceOfAtLeast } from '../../base/binomial';
import { ABX_TRIALS, answerAbx, closeAbx, hearInAbx, startAbx } from '../../commands/abx';
import type { AbxState, AbxVoice } from '../../store/abx-state';
import { Status } from '../Status';
import { useCommands } from '../use-app';

type Running = Exclude<AbxState, { status: 'off' }>;

const VOICES: readonly [AbxVoice, string][] = [
  ['A', 'A: before'],
  ['B', 'B: after'],
  ['X', 'X'],
];
/** Below this chance the field calls a difference heard. */
const SIGNIFICANT = 0.05;

/** What so many right answers mean. */
export function abxVerdict(answers: readonly boolean[]): string {
  const right = answers.filter(Boolean).length;
  const p = chanceOfAtLeast(right, answers.length);
  const meaning = p < SIGNIFICANT ? 'you hear the difference' : 'that may well be chance';
  return `${right} of ${answers.length} right, p = ${p < 0.001 ? p.toExponential(1) : p.toFixed(3)}: ${meaning}.`;
}

/** A blind test of before against after. */
export function AbxPanel({ abx }: { abx: Running }) {
  const context = useCommands();
  return (
    <section className="abx" aria-label="Blind test">
      {abx.status === 'running' ? <Trial abx={abx} /> : <Result abx={abx} />}
      <button type="button" className="button quiet" onClick={() => closeAbx(context)}>
        {abx.status === 'running' ? 'End the test' : 'Close'}
      </button>
    </section>
  );
}

function Trial({ abx }: { abx: Running }) {
  const context = useCommands();
  const { answers, numTrials, hearing } = abx;
  return (
    <>
      <Status name="Blind test" news={`Trial ${answers.length + 1} of ${numTrials}`} className="abx-text">
        <strong>{`Trial ${answers.length + 1} of ${numTrials}.`}</strong> Is X the source or the result? Switch as often as you like.
      </Status>
      <div className="segments" role="radiogroup" aria-label="Hear">
        {VOICES.map(([voice, label]) => (
          <label key={voice} className="segment">
            <input type="radio" name="abx" value={voice} checked={hearing === voice} onChange={() => hearInAbx(context, voice)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <div className="abx-answers">
        <button type="button" className="button" onClick={() => answerAbx(context, 'A')}>
          X is A
        </button>
        <button type="button" className="button" onClick={() => answerAbx(context, 'B')}>
          X is B
        </button>
      </div>
      {answers.length === 0 && (
        <select
          className="field"
          aria-label="Trials"
          value={numTrials}
          onChange={({ target }) => void startAbx(context, Number(target.value))}
        >
          {ABX_TRIALS.map((count) => (
            <option key={count} value={count}>
              {`${count} trials`}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

function Result({ abx: { answers, numTrials } }: { abx: Running }) {
  const context = useCommands();
  return (
    <>
      <Status name="Blind test" news={abxVerdict(answers)} className="abx-text">
        <strong>{abxVerdict(answers)}</strong> p is the chance of so many right answers by tossing a coin.
      </Status>
      <button type="button" className="button" onClick={() => void startAbx(context, numTrials)}>
        Once more
      </button>
    </>
  );
}
