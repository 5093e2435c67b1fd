import type { TrainedLayers, TuneOptions } from '../../base/tuning';
import { setTuneOptions } from '../../commands/tune-run';
import { useApp, useCommands } from '../use-app';

const LAYERS: readonly [TrainedLayers, string][] = [
  ['all', 'all'],
  ['upper', 'upper half'],
  ['output', 'output only'],
];

type NumberOption = 'steps' | 'learningRate' | 'pullToStart' | 'evaluateEvery' | 'seed';

const NUMBERS: readonly { option: NumberOption; label: string; min: number; max: number; step: number }[] = [
  { option: 'steps', label: 'Steps', min: 1, max: 5000, step: 1 },
  { option: 'learningRate', label: 'Learning rate', min: 0.00001, max: 0.01, step: 0.00001 },
  { option: 'pullToStart', label: 'Pull to the base model (L2-SP)', min: 0, max: 1, step: 0.001 },
  { option: 'evaluateEvery', label: 'Steps between measurements', min: 1, max: 500, step: 1 },
  { option: 'seed', label: 'Seed', min: 0, max: 2 ** 31 - 1, step: 1 },
];

/** For those who know what they are: everything that a preset sets. */
export function AdvancedOptions() {
  const context = useCommands();
  const options = useApp((state) => state.tuning.options);
  return (
    <details className="advanced">
      <summary>Advanced</summary>
      <div className="advanced-grid">
        {NUMBERS.map((row) => (
          <NumberField key={row.option} {...row} options={options} />
        ))}
        <SnrFields {...options} />
        <label>
          <span>Layers</span>
          <select
            className="field"
            value={options.layers}
            onChange={({ target }) => {
              const chosen = LAYERS.find(([value]) => value === target.value);
              if (chosen) setTuneOptions(context, { layers: chosen[0] });
            }}
          >
            {LAYERS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={options.adversarial}
            onChange={({ target }) => setTuneOptions(context, { adversarial: target.checked })}
          />
          <span>Adversarial: a discriminator trains along</span>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={options.rehearsedItems > 0}
            onChange={({ target }) => setTuneOptions(context, { rehearsedItems: target.checked ? 2 : 0 })}
          />
          <span>Rehearse other voices, so that they are not forgotten</span>
        </label>
      </div>
    </details>
  );
}

function NumberField(props: { option: NumberOption; label: string; min: number; max: number; step: number; options: TuneOptions }) {
  const context = useCommands();
  const { option, options, ...row } = props;
  return <NumberInput {...row} value={options[option]} onValue={(value) => setTuneOptions(context, { [option]: value })} />;
}

/** Between which signal-to-noise ratios clean speech and noise alone are mixed. */
function SnrFields({ snrRangeDb: [low, high] }: TuneOptions) {
  const context = useCommands();
  const set = (range: readonly [number, number]): void => setTuneOptions(context, { snrRangeDb: range });
  return (
    <>
      <NumberInput label="Lowest SNR of mixes, dB" min={-20} max={high} step={1} value={low} onValue={(value) => set([value, high])} />
      <NumberInput label="Highest SNR of mixes, dB" min={low} max={40} step={1} value={high} onValue={(value) => set([low, value])} />
    </>
  );
}

function NumberInput(props: { label: string; min: number; max: number; step: number; value: number; onValue: (value: number) => void }) {
  const { label, min, max, step, value, onValue } = props;
  return (
    <label>
      <span>{label}</span>
      <input
        className="field"
        type="number"
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={({ target }) => {
          const entered = target.valueAsNumber;
          if (entered >= min && entered <= max) onValue(entered);
        }}
      />
    </label>
  );
}
