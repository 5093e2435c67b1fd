import type { PresetName, TuneOptions } from '../base/tuning';

const NORMAL: TuneOptions = {
  steps: 500,
  learningRate: 2e-3,
  ownItems: 6,
  rehearsedItems: 2,
  layers: 'all',
  pullToStart: 0.02,
  adversarial: false,
  evaluateEvery: 25,
  patience: 5,
  snrRangeDb: [-5, 20],
  seed: 1,
};

export const PRESETS: Readonly<Record<PresetName, TuneOptions>> = {
  quick: { ...NORMAL, steps: 100, evaluateEvery: 10 },
  normal: NORMAL,
  thorough: { ...NORMAL, steps: 800, evaluateEvery: 50 },
};
