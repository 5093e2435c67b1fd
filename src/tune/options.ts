/** What a session of fine-tuning does; every preset is one of these. */
export interface TuneOptions {
  /** Steps of training; fewer are done when held-out material stops getting better. */
  readonly steps: number;
  /** Peak of the learning rate: it rises over the first steps and falls along a cosine. */
  readonly learningRate: number;
  /** Items of the user's own in a batch. */
  readonly ownItems: number;
  /** Items of the bundled rehearsal set in a batch; 0 switches rehearsal off. */
  readonly rehearsedItems: number;
  readonly layers: TrainedLayers;
  /** Pull towards the pretrained weights; 0 switches L2-SP off. */
  readonly pullToStart: number;
  /** Whether a discriminator trains along. */
  readonly adversarial: boolean;
  /** Steps between two evaluations on held-out material. */
  readonly evaluateEvery: number;
  /** Evaluations without a new best one after which training ends. */
  readonly patience: number;
  /** SNR at which clean speech and noise alone are mixed, dB. */
  readonly snrRangeDb: readonly [number, number];
  readonly seed: number;
}

/** `all` layers, the `upper` half of the blocks with everything behind it, or the `output` layers only. */
export type TrainedLayers = 'all' | 'upper' | 'output';

export type PresetName = 'quick' | 'normal' | 'thorough';

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
