/** How a spectrogram is shown. */
export const FREQUENCY_SCALES = ['mel', 'log', 'linear'] as const;
export type ScaleName = (typeof FREQUENCY_SCALES)[number];

export const COLOUR_MAPS = ['magma', 'viridis', 'grey'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];
