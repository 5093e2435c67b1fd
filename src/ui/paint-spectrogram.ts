import type { DbRange, SpectrogramPair } from '../store/app-state';
import { magmaTable } from './magma';

/** Paints one picture, a column a pixel and a band a pixel, the lowest of `numBands` bands at the bottom; CSS stretches it over the pane. */
export function paintSpectrogram(
  canvas: HTMLCanvasElement,
  picture: SpectrogramPair,
  { which, range, numBands }: { which: 'before' | 'after'; range: DbRange; numBands: number },
): void {
  canvas.width = picture.numColumns;
  canvas.height = numBands;
  const context = canvas.getContext('2d');
  if (!context) return;
  const colours = coloursOfCodes(picture, range);
  const image = context.createImageData(picture.numColumns, numBands);
  const pixels = new Uint32Array(image.data.buffer);
  const codes = picture[which];
  for (let column = 0; column < picture.numColumns; column++) {
    for (let band = 0; band < numBands; band++) {
      pixels[(numBands - 1 - band) * picture.numColumns + column] = colours[codes[column * picture.numBands + band]!]!;
    }
  }
  context.putImageData(image, 0, 0);
}

/** The pixel of each stored value, 256 of them, in the platform's byte order. */
function coloursOfCodes({ minDb, stepDb }: SpectrogramPair, range: DbRange): Uint32Array {
  const magma = new Uint32Array(magmaTable().buffer);
  return Uint32Array.from({ length: 256 }, (_, code) => {
    const level = ((minDb + code * stepDb - range.minDb) / (range.maxDb - range.minDb)) * 255;
    return magma[Math.max(0, Math.min(255, Math.round(level)))]!;
  });
}
