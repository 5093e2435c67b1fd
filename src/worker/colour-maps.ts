import type { ColourMap } from '../base/look';

/** Colour maps at even places, sRGB; colours between are interpolated. Magma and viridis: matplotlib, bids.github.io/colormap, CC0. */
const STOPS: Readonly<Record<ColourMap, readonly (readonly [number, number, number])[]>> = {
  magma: [
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
  ],
  viridis: [
    [68, 1, 84],
    [71, 25, 107],
    [69, 47, 124],
    [63, 68, 135],
    [56, 88, 140],
    [49, 106, 142],
    [42, 123, 142],
    [36, 140, 141],
    [32, 157, 136],
    [38, 173, 129],
    [59, 187, 117],
    [93, 201, 98],
    [134, 212, 72],
    [178, 221, 44],
    [221, 227, 24],
    [241, 229, 29],
    [253, 231, 37],
  ],
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
};

/** RGBA of 256 levels, dark to bright, as one byte a channel. */
export function colourTable(map: ColourMap): Uint8ClampedArray<ArrayBuffer> {
  const stops = STOPS[map];
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(place));
    const from = stops[low] ?? [0, 0, 0];
    const to = stops[low + 1] ?? from;
    for (let c = 0; c < 3; c++) {
      const start = from[c] ?? 0;
      table[i * 4 + c] = start + (place - low) * ((to[c] ?? start) - start);
    }
    table[i * 4 + 3] = 255;
  }
  return table;
}
