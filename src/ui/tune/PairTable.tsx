import { pairByHand } from '../../commands/tune-material';
import type { MaterialState, PairState } from '../../store/tuning-state';
import { ERROR_TEXT } from '../error-text';
import { formatDb, formatDuration } from '../format';
import { useApp, useCommands } from '../use-app';

/** Each noisy recording with its clean twin, to be corrected by hand, and what was found out about the two. */
export function PairTable() {
  const { material, pairs } = useApp((state) => state.tuning);
  const noisy = material.filter(({ kind }) => kind === 'noisy');
  const clean = material.filter(({ kind, handle }) => kind === 'clean' && handle);
  if (noisy.length === 0 || clean.length === 0) return null;
  return (
    <table className="pairs" aria-label="Pairs">
      <thead>
        <tr>
          <th scope="col">Noisy</th>
          <th scope="col">Clean</th>
          <th scope="col">Length</th>
          <th scope="col">SNR</th>
          <th scope="col">Remarks</th>
        </tr>
      </thead>
      <tbody>
        {noisy.map((item) => (
          <PairRow key={item.key} noisy={item} clean={clean} pair={pairs.find(({ noisyKey }) => noisyKey === item.key)} />
        ))}
      </tbody>
    </table>
  );
}

function PairRow({ noisy, clean, pair }: { noisy: MaterialState; clean: readonly MaterialState[]; pair: PairState | undefined }) {
  const context = useCommands();
  const check = pair?.check;
  return (
    <tr>
      <th scope="row" title={noisy.name}>
        {noisy.name}
      </th>
      <td>
        <select
          className="field"
          aria-label={`Clean twin of ${noisy.name}`}
          value={pair?.cleanKey ?? ''}
          onChange={({ target }) => void pairByHand(context, noisy.key, target.value === '' ? undefined : Number(target.value))}
        >
          <option value="">none</option>
          {clean.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </td>
      <td>{check ? formatDuration(check.seconds) : '–'}</td>
      <td>{check ? `${formatDb(check.snrDb)} dB` : '–'}</td>
      <td>
        <Remarks pair={pair} />
      </td>
    </tr>
  );
}

function Remarks({ pair }: { pair: PairState | undefined }) {
  if (!pair) return <span className="muted">No clean twin: left out.</span>;
  if (pair.error)
    return (
      <span className="failed" data-error-code={pair.error.code}>
        {ERROR_TEXT[pair.error.code].title} {pair.error.message}
      </span>
    );
  if (!pair.check) return <span className="muted">Comparing…</span>;
  const notices = pair.check.notices.map(({ text }) => text);
  if (pair.sameAs !== undefined) notices.push(`All but the same as ${pair.sameAs}: left out.`);
  if (notices.length === 0) return <span className="muted">Fits.</span>;
  return notices.map((text) => (
    <p key={text} className="notice">
      {text}
    </p>
  ));
}
