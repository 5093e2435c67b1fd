import { useMemo } from 'react';
import type { Pictures } from '../store/app-state';
import { resampleColumns } from './view-peaks';

const COLUMNS = 400;

/** The waveform of the whole recording after cleaning, small: where on it the stretch on screen lies. */
export function Minimap({ overview }: { overview: Pictures['overview'] }) {
  const path = useMemo(() => {
    if (!overview) return '';
    const peaks = resampleColumns(overview.after, 0, overview.after.length / 2, COLUMNS);
    const most = peaks.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-4);
    return Array.from({ length: COLUMNS }, (_, i) => {
      const [low, high] = [peaks[2 * i] ?? 0, peaks[2 * i + 1] ?? 0];
      return `M${i + 0.5} ${(1 - high / most).toFixed(3)}V${(1 - low / most + 0.04).toFixed(3)}`;
    }).join('');
  }, [overview]);
  return (
    <svg className="minimap" viewBox={`0 0 ${COLUMNS} 2`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
