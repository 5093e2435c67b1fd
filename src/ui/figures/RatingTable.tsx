import type { RatedExcerpts, Rating } from '../../base/figures';
import type { Measured } from '../../store/app-state';
import { formatDuration } from '../format';
import { FiguresTable, type Row } from './FiguresTable';

const ROWS: readonly Row<Rating>[] = [
  ['sig', 'Speech (SIG)', 2, 'How undistorted the speech is, 1 to 5'],
  ['bak', 'Background (BAK)', 2, 'How little the background disturbs, 1 to 5'],
  ['ovrl', 'Overall (OVRL)', 2, 'The whole, 1 to 5'],
];

function placesText(startsSec: readonly number[]): string {
  const places = startsSec.map((sec) => formatDuration(sec));
  return `${places.length === 1 ? '9 s' : `${places.length} × 9 s`} with most speech, from ${places.join(', ')}`;
}

/** What listeners would say, as a network guesses. */
export function RatingTable({ rating, before }: { rating: Measured<RatedExcerpts>; before: Rating | undefined }) {
  return (
    <div>
      <FiguresTable caption="As listeners might rate it, 1 to 5" rows={ROWS} measured={rating} before={before} />
      <p className="muted fine rating-note">
        {rating.status === 'running' && `Rating, ${Math.round(100 * rating.fraction)} % … `}
        {rating.status === 'done' && `${placesText(rating.value.startsSec)}. `}
        Guessed by a network, DNSMOS P.835. It can be fooled: it likes silence between words and does not know what was said. Listen before
        you believe it.
      </p>
    </div>
  );
}
