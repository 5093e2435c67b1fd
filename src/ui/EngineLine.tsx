import { profileIdOfModel } from '../base/tuning';
import { changeBackend } from '../commands/change-backend';
import { setHelp } from '../commands/help';
import type { EngineState } from '../store/app-state';
import { ModelChoice } from './ModelChoice';
import { Status } from './Status';
import { useApp, useCommands } from './use-app';

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;
const CHOICES = [
  ['auto', 'Automatic'],
  ['webgpu', 'WebGPU'],
  ['wasm', 'WASM'],
  ['cpu', 'CPU'],
] as const;

function engineText(engine: EngineState): string {
  if (engine.status === 'starting') return 'Starting…';
  if (engine.status === 'failed') return 'Not running: choose another backend';
  const { backend, detail, reason, modelId } = engine.info;
  return `${NAMES[backend]} · ${detail} · ${reason}${profileIdOfModel(modelId) === undefined ? ` · model ${modelId}` : ' · your own model'}`;
}

/** What computes, and why; and the choice of it. */
export function EngineLine() {
  const context = useCommands();
  const engine = useApp((state) => state.engine);
  const offline = useApp((state) => state.update !== 'none');
  const choice = useApp((state) => state.backendChoice);
  const denoising = useApp((state) => state.section === 'denoise');
  return (
    <footer className="engine-line">
      <Status
        name="Engine"
        news={engine.status === 'ready' ? `Engine: ${NAMES[engine.info.backend]}` : ''}
        className={`engine ${engine.status}`}
      >
        {engineText(engine)}
      </Status>
      {denoising && <ModelChoice />}
      {offline && <p className="offline">Works offline</p>}
      <label className="engine-choice">
        <span>Backend</span>
        <select
          value={choice}
          onChange={({ target }) => {
            const chosen = CHOICES.find(([value]) => value === target.value);
            if (chosen) void changeBackend(context, chosen[0]);
          }}
        >
          {CHOICES.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className="button quiet keys-button" title="What the keys do (?)" onClick={() => setHelp(context, true)}>
        Keys
      </button>
    </footer>
  );
}
