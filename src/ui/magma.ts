/** Matplotlib's colour map magma at 17 even places, sRGB; colours between are interpolated. Source: bids.github.io/colormap, CC0. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [11, 9, 36],
  [28, 16, 68],
  [52, 16, 102],
  [79, 18, 123],
  [103, 27, 128],
  [129, 37, 129],
  [155, 46, 127],
  [181, 54, 122],
  [208, 65, 111],
  [229, 80, 100],
  [243, 107, 93],
  [251, 135, 97],
  [254, 166, 113],
  [254, 196, 136],
  [253, 225, 163],
  [252, 253, 191],
];

/** RGBA of 256 levels, dark to bright, as one byte a channel. */
export function magmaTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (STOPS.length - 1);
    const low = Math.min(STOPS.length - 2, Math.floor(place));
    const from = STOPS[low] ?? [0, 0, 0];
    const to = STOPS[low + 1] ?? from;
    for (let c = 0; c < 3; c++) {
      const start = from[c] ?? 0;
      table[i * 4 + c] = start + (place - low) * ((to[c] ?? start) - start);
    }
    table[i * 4 + 3] = 255;
  }
  return table;
}
