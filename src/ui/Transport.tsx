import { MAX_REDUCTION_RANGE_DB } from '../base/types';
import { download } from '../commands/download';
import { listenTo, togglePlay } from '../commands/playback';
import { setSettings } from '../commands/set-settings';
import type { ListenTo } from '../store/app-state';
import { Clock } from './Clock';
import { useApp, useCommands } from './use-app';

const CHOICES: readonly [ListenTo, string, string][] = [
  ['before', 'Before', 'B'],
  ['after', 'After', 'A'],
  ['removed', 'Removed', 'R'],
];

/** Play, what is heard, how strong, and the download. */
export function Transport() {
  const context = useCommands();
  const playing = useApp((state) => state.playing);
  const chosen = useApp((state) => state.listenTo);
  const writing = useApp((state) => state.download.status === 'running');
  return (
    <div className="transport">
      <button type="button" className="button play" onClick={() => void togglePlay(context)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          {playing ? <path d="M4 3h3v10H4zM9 3h3v10H9z" /> : <path d="M4 2.5v11l9-5.5z" />}
        </svg>
        {playing ? 'Pause' : 'Play'}
      </button>
      <Clock />
      <div className="segments" role="radiogroup" aria-label="Listen to">
        {CHOICES.map(([value, label, key]) => (
          <label key={value} className="segment" title={`Key ${key}`}>
            <input type="radio" name="listen-to" value={value} checked={chosen === value} onChange={() => listenTo(context, value)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <Sliders />
      <button type="button" className="button primary" aria-busy={writing} onClick={() => void download(context)}>
        Download
      </button>
    </div>
  );
}

function Sliders() {
  const context = useCommands();
  const { strength, maxReductionDb } = useApp((state) => state.settings);
  const percent = Math.round(strength * 100);
  return (
    <div className="sliders">
      <label className="slider">
        <span>Strength</span>
        <input
          type="range"
          aria-label="Strength"
          aria-valuetext={`${percent} %`}
          min={0}
          max={100}
          step={1}
          value={percent}
          onChange={({ target }) => void setSettings(context, { strength: target.valueAsNumber / 100 })}
          onDoubleClick={() => void setSettings(context, { strength: 1 })}
        />
        <output>{percent} %</output>
      </label>
      <label className="slider">
        <span>Maximum reduction</span>
        <input
          type="range"
          aria-label="Maximum reduction"
          aria-valuetext={`${maxReductionDb} dB`}
          min={MAX_REDUCTION_RANGE_DB.min}
          max={MAX_REDUCTION_RANGE_DB.max}
          step={1}
          value={maxReductionDb}
          onChange={({ target }) => void setSettings(context, { maxReductionDb: target.valueAsNumber })}
          onDoubleClick={() => void setSettings(context, { maxReductionDb: 40 })}
        />
        <output>{maxReductionDb} dB</output>
      </label>
    </div>
  );
}
