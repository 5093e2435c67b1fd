import { useEffect, useRef } from 'react';
import type { DbRange, SpectrogramPair, TimeRange } from '../store/app-state';
import { paintSpectrogram } from './paint-spectrogram';

/** A mel spectrogram under the name that screen readers and tools know it by; `numBands` of its bands are shown, from the lowest. */
export function Spectrogram(props: {
  name: string;
  picture: SpectrogramPair | undefined;
  which: 'before' | 'after';
  range: DbRange | undefined;
  view: TimeRange;
  numBands: number;
}) {
  const { name, picture, which, range, view, numBands } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture && range) paintSpectrogram(canvas.current, picture, { which, range, numBands });
  }, [picture, which, range, numBands]);
  // Until the picture of a new stretch is there, the former one lies where it belongs.
  const percentPerSec = 100 / Math.max(1e-9, view.endSec - view.startSec);
  const place = picture && {
    left: `${(picture.startSec - view.startSec) * percentPerSec}%`,
    width: `${(picture.endSec - picture.startSec) * percentPerSec}%`,
  };
  return <canvas ref={canvas} role="img" aria-label={name} className="spectrogram" style={place} />;
}
