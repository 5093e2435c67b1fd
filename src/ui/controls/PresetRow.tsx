import { useState } from 'react';
import { withoutEdits } from '../../base/edits';
import { BUILT_IN_PRESETS, deletePreset, savePreset, usePreset as takePreset } from '../../commands/presets';
import { useApp, useCommands } from '../use-app';

/** Settings under names: those that come with Limpid, and one's own. */
export function PresetRow() {
  const context = useCommands();
  const own = useApp((state) => state.presets);
  const settings = useApp((state) => state.settings);
  const same = JSON.stringify(withoutEdits(settings));
  const chosen = [...own, ...BUILT_IN_PRESETS].find((preset) => JSON.stringify(preset.settings) === same);
  const isOwn = chosen !== undefined && own.includes(chosen);
  const choose = (name: string): void => {
    const preset = [...own, ...BUILT_IN_PRESETS].find((known) => known.name === name);
    if (preset) void takePreset(context, preset);
  };
  return (
    <fieldset className="adjust-group presets">
      <legend>Settings preset</legend>
      <select className="field" aria-label="Settings preset" value={chosen?.name ?? ''} onChange={({ target }) => choose(target.value)}>
        <option value="" disabled>
          Own mix
        </option>
        {own.length > 0 && (
          <optgroup label="Yours">
            {own.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        )}
        <optgroup label="From Limpid">
          {BUILT_IN_PRESETS.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </optgroup>
      </select>
      {isOwn ? (
        <button type="button" className="button quiet" onClick={() => void deletePreset(context, chosen.name)}>
          Delete preset
        </button>
      ) : (
        <SaveForm />
      )}
    </fieldset>
  );
}

function SaveForm() {
  const context = useCommands();
  const [name, setName] = useState('');
  return (
    <form
      className="preset-form"
      onSubmit={(event) => {
        event.preventDefault();
        void savePreset(context, name);
        setName('');
      }}
    >
      <input
        className="field"
        aria-label="Preset name"
        placeholder="Name"
        maxLength={100}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button" disabled={name.trim() === ''}>
        Save preset
      </button>
    </form>
  );
}
