import type { PresetName, TuneOptions } from '../base/tuning';

const NORMAL: TuneOptions = {
  steps: 240,
  learningRate: 5e-4,
  ownItems: 6,
  rehearsedItems: 2,
  layers: 'all',
  pullToStart: 0.02,
  adversarial: false,
  evaluateEvery: 20,
  patience: 5,
  snrRangeDb: [-5, 20],
  seed: 1,
};

export const PRESETS: Readonly<Record<PresetName, TuneOptions>> = {
  quick: { ...NORMAL, steps: 80, evaluateEvery: 10 },
  normal: NORMAL,
  thorough: { ...NORMAL, steps: 720, evaluateEvery: 40 },
};
