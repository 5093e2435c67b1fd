import { useEffect, useRef } from 'react';
import type { Spectrograms } from '../base/types';
import type { DbRange } from './db-range';
import { magmaTable } from './magma';

const COLOURS = magmaTable();

/** Paints one picture, a column a pixel and a band a pixel, lowest band at the bottom; CSS stretches it over the pane. */
function paint(canvas: HTMLCanvasElement, picture: Spectrograms, which: 'before' | 'after', range: DbRange): void {
  const { numColumns, numBands, minDb, stepDb } = picture;
  canvas.width = numColumns;
  canvas.height = numBands;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(numColumns, numBands);
  const codes = picture[which];
  const scale = 255 / (range.maxDb - range.minDb);
  for (let column = 0; column < numColumns; column++) {
    for (let band = 0; band < numBands; band++) {
      const db = minDb + (codes[column * numBands + band] ?? 0) * stepDb;
      const level = Math.max(0, Math.min(255, Math.round((db - range.minDb) * scale)));
      image.data.set(COLOURS.subarray(level * 4, level * 4 + 4), ((numBands - 1 - band) * numColumns + column) * 4);
    }
  }
  context.putImageData(image, 0, 0);
}

/** A mel spectrogram under the name that screen readers and tools know it by. */
export function Spectrogram(props: {
  name: string;
  picture: Spectrograms | undefined;
  which: 'before' | 'after';
  range: DbRange | undefined;
}) {
  const { name, picture, which, range } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current && picture && range) paint(canvas.current, picture, which, range);
  }, [picture, which, range]);
  return <canvas ref={canvas} role="img" aria-label={name} className="spectrogram" />;
}
