import { DEFAULT_RENDER_SETTINGS, HOLD_RANGE_MS, ONSET_RANGE_MS, type RestorationMethod } from '../../base/settings';
import { setSettings } from '../../commands/set-settings';
import { useApp, useCommands } from '../use-app';
import { PresetRow } from './PresetRow';
import { Slider } from './Slider';

/** Times are kept in frames of this length. */
const STEP_MS = 16;

const METHODS: readonly [RestorationMethod, string][] = [
  ['gains', 'Gains, real phase'],
  ['griffin-lim', 'Griffin-Lim'],
];

function tiltText(percent: number): string {
  if (percent === 0) return 'even';
  return `${Math.abs(percent)} % to the ${percent > 0 ? 'highs' : 'lows'}`;
}

/** Everything about the sound beyond strength and largest reduction. */
export function AdjustPanel({ id }: { id: string }) {
  const context = useCommands();
  const { onsetMs, holdMs, tilt, keepBreaths } = useApp((state) => state.settings);
  const set = (change: Parameters<typeof setSettings>[1]): void => void setSettings(context, change);
  return (
    <section id={id} className="adjust" aria-label="Adjust">
      <PresetRow />
      <fieldset className="adjust-group">
        <legend>Speech protection</legend>
        <Slider
          label="Onset"
          unit="ms"
          {...ONSET_RANGE_MS}
          step={STEP_MS}
          value={onsetMs}
          onValue={(ms) => set({ onsetMs: ms })}
          onReset={() => set({ onsetMs: DEFAULT_RENDER_SETTINGS.onsetMs })}
        />
        <Slider
          label="Hold"
          unit="ms"
          {...HOLD_RANGE_MS}
          step={STEP_MS}
          value={holdMs}
          onValue={(ms) => set({ holdMs: ms })}
          onReset={() => set({ holdMs: DEFAULT_RENDER_SETTINGS.holdMs })}
        />
      </fieldset>
      <fieldset className="adjust-group">
        <legend>Where it works</legend>
        <Slider
          label="Tilt"
          unit="%"
          min={-100}
          max={100}
          step={5}
          value={Math.round(tilt * 100)}
          text={tiltText(Math.round(tilt * 100))}
          onValue={(percent) => set({ tilt: percent / 100 })}
          onReset={() => set({ tilt: DEFAULT_RENDER_SETTINGS.tilt })}
        />
        <label className="check" title="Short noise-like bursts between phrases lose no more than 6 dB">
          <input type="checkbox" checked={keepBreaths} onChange={({ target }) => set({ keepBreaths: target.checked })} />
          <span>Keep breaths</span>
        </label>
      </fieldset>
      <MethodChoice />
    </section>
  );
}

function MethodChoice() {
  const context = useCommands();
  const chosen = useApp((state) => state.settings.method);
  return (
    <fieldset className="adjust-group method">
      <legend id="method-name">Restoration</legend>
      <div className="segments" role="radiogroup" aria-labelledby="method-name">
        {METHODS.map(([value, label]) => (
          <label key={value} className="segment">
            <input
              type="radio"
              name="restoration"
              value={value}
              checked={chosen === value}
              onChange={() => void setSettings(context, { method: value })}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <p className="muted fine">
        {chosen === 'gains'
          ? 'Each band of the recording, turned down. Nothing is made up.'
          : 'For comparison: the mel spectrogram says how loud each band is, not its phase. A made-up phase sounds hollow and watery, voices lose their pitch.'}
      </p>
    </fieldset>
  );
}
