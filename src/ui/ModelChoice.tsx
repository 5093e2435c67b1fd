import { AUTOMATIC_MODEL, modelIdOfProfile } from '../base/tuning';
import { changeModel } from '../commands/change-model';
import { useApp, useCommands } from './use-app';

/** Which model denoises: one that ships with the app, or a profile. */
export function ModelChoice() {
  const context = useCommands();
  const modelId = useApp((state) => state.modelId);
  const models = useApp((state) => state.models);
  const profiles = useApp((state) => state.profiles) ?? [];
  const engine = useApp((state) => state.engine);
  const automatic = engine.status === 'ready' && modelId === AUTOMATIC_MODEL ? `Automatic: ${engine.info.modelId}` : 'Automatic';
  const options = [
    { value: AUTOMATIC_MODEL, label: automatic },
    ...models.map(({ id, title }) => ({ value: id, label: title })),
    ...profiles.map(({ id, name }) => ({ value: modelIdOfProfile(id), label: name })),
  ];
  // The address may name a model that is on no list, and the lists may still be on their way.
  if (!options.some(({ value }) => value === modelId)) options.unshift({ value: modelId, label: modelId });
  return (
    <label className="engine-choice model-choice">
      <span>Model</span>
      <select value={modelId} onChange={({ target }) => void changeModel(context, target.value)}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
