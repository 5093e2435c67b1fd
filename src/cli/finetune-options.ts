import { parseArgs } from 'node:util';
import type { PresetName, TrainedLayers, TuneOptions } from '../base/tuning';
import type { BackendName } from '../base/types';
import { PRESETS } from '../tune/options';
import { oneOf, parsed, readNumber, usage } from './arguments';

export const FINETUNE_HELP = `Usage: npm run finetune -- --clean DIR --noisy DIR --out profile.safetensors [options]
       npm run finetune -- --clean DIR --noise DIR --out profile.safetensors [options]
       npm run finetune -- --noisy DIR --out profile.safetensors [options]        (experimental)

Teaches a model your voice, microphone and room, from .wav files. Clean and noisy recordings are matched by name; a fifth is held out and measured on.

  --clean DIR        clean recordings
  --noisy DIR        the same with noise: pairs; alone: learnt from without a reference (experimental)
  --noise DIR        noise to lay under the clean recordings
  --out FILE         the profile to write; npm run denoise -- --model FILE uses it
  --model ID|FILE    model to start from (default: small)
  --preset NAME      quick, normal or thorough (default: normal)
  --steps N          steps of training, in place of the preset's
  --learning-rate N  peak learning rate, in place of the preset's
  --layers NAME      all, upper or output (default: all)
  --pull N           pull towards the model to start from (L2-SP); 0 switches it off
  --snr=LOW,HIGH     signal-to-noise ratios at which --clean and --noise are mixed, dB (default: -5,20)
  --no-rehearsal     without the bundled set
  --adversarial      with a discriminator that trains along
  --seed N           whole number; the same seed gives the same weights on one backend (default: 1)
  --name TEXT        name of the profile (default: that of its file)
  --backend wasm|cpu|webgpu  (default: wasm)
  --json             one JSON object on standard output, nothing else
  --help             this text

Exit code 0 only if the profile was written. A profile that measures no better is written too, and said to be so.
`;

/** What the command line asks for. */
export interface FinetuneArguments {
  readonly clean: string | undefined;
  readonly noisy: string | undefined;
  readonly noise: string | undefined;
  readonly out: string;
  readonly name: string;
  readonly model: string;
  readonly preset: PresetName;
  readonly backend: BackendName;
  readonly options: TuneOptions;
  readonly json: boolean;
}

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean', default: false } as const;

function readValues(args: string[]) {
  return parsed(() =>
    parseArgs({
      args,
      options: {
        clean: TEXT,
        noisy: TEXT,
        noise: TEXT,
        out: TEXT,
        name: TEXT,
        model: { type: 'string', default: 'small' },
        preset: { type: 'string', default: 'normal' },
        steps: TEXT,
        'learning-rate': TEXT,
        layers: TEXT,
        pull: TEXT,
        snr: TEXT,
        'no-rehearsal': SWITCH,
        adversarial: SWITCH,
        seed: TEXT,
        backend: { type: 'string', default: 'wasm' },
        json: SWITCH,
        help: SWITCH,
      },
    }),
  ).values;
}

function readSnrRange(text: string): readonly [number, number] {
  const [low, high, ...more] = text.split(',').map((part) => readNumber('snr', part, -20, 40));
  if (low === undefined || high === undefined || more.length > 0 || low > high)
    throw usage(`--snr is ${JSON.stringify(text)}, expected two numbers, the lower first, as in -5,20.`);
  return [low, high];
}

/** @throws LimpidError settings/out-of-range */
export function readFinetuneArguments(args: string[]): FinetuneArguments | 'help' {
  const values = readValues(args);
  if (values.help) return 'help';
  const { clean, noisy, noise, out } = values;
  if (out === undefined) throw usage('--out is missing: the profile to write.');
  if (!out.endsWith('.safetensors')) throw usage(`--out is ${JSON.stringify(out)}, its name must end in .safetensors.`);
  if (clean === undefined && noisy === undefined) throw usage('Expected --clean with --noisy or --noise, or --noisy alone.');
  if (clean !== undefined && noisy === undefined && noise === undefined) throw usage('--clean needs --noisy (pairs) or --noise (mixing).');
  const preset = oneOf('preset', values.preset, Object.keys(PRESETS) as PresetName[]);
  const defaults = PRESETS[preset];
  const steps = readNumber('steps', values.steps ?? String(defaults.steps), 1, 100_000, 'whole');
  const options: TuneOptions = {
    ...defaults,
    steps,
    evaluateEvery: Math.min(steps, defaults.evaluateEvery),
    learningRate: readNumber('learning-rate', values['learning-rate'] ?? String(defaults.learningRate), 0, 1),
    layers: oneOf<TrainedLayers>('layers', values.layers ?? defaults.layers, ['all', 'upper', 'output']),
    pullToStart: readNumber('pull', values.pull ?? String(defaults.pullToStart), 0, 100),
    snrRangeDb: values.snr === undefined ? defaults.snrRangeDb : readSnrRange(values.snr),
    rehearsedItems: values['no-rehearsal'] ? 0 : defaults.rehearsedItems,
    adversarial: values.adversarial,
    seed: readNumber('seed', values.seed ?? String(defaults.seed), 0, 2 ** 32 - 1, 'whole'),
  };
  const name = values.name ?? (out.split(/[\\/]/).at(-1) ?? out).replace(/\.safetensors$/, '');
  const backend = oneOf<BackendName>('backend', values.backend, ['wasm', 'cpu', 'webgpu']);
  return { clean, noisy, noise, out, name, model: values.model, preset, backend, options, json: values.json };
}
