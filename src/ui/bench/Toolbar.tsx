import { BRUSH_RANGE_PX, setBench } from '../../commands/bench';
import type { Tool } from '../../store/app-state';
import { useApp, useCommands } from '../use-app';

const TOOLS: readonly (readonly [Tool, string, string, string])[] = [
  ['select', 'Select', 'Drag over the pictures to select a stretch (key S)', 'M3 3v10M13 3v10M6 8h4'],
  ['keep', 'Keep', 'Draw on a spectrogram what is to stay as it was (key K)', 'M3 13l2-5 6-6 3 3-6 6zM9.5 3.5l3 3'],
  ['remove', 'Remove', 'Draw on a spectrogram what is to go (key E)', 'M7 13 2.5 8.5l6-6L13 7l-6 6zm0 0h7M5.5 5.5 10 10'],
];

/** What a drag over the pictures does, and how wide the brush is. */
export function Toolbar() {
  const context = useCommands();
  const { tool, brushPx } = useApp((state) => state.bench);
  return (
    <>
      <div className="segments tools" role="radiogroup" aria-label="Tool">
        {TOOLS.map(([value, label, title, path]) => (
          <label key={value} className="segment" title={title}>
            <input
              type="radio"
              name="tool"
              value={value}
              aria-label={label}
              checked={tool === value}
              onChange={() => setBench(context, { tool: value })}
            />
            <span>
              <svg className="line-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d={path} />
              </svg>
              <b>{label}</b>
            </span>
          </label>
        ))}
      </div>
      {tool !== 'select' && (
        <label className="slider brush">
          <span>Brush</span>
          <input
            type="range"
            aria-label="Brush size"
            aria-valuetext={`${2 * brushPx} pixels`}
            {...BRUSH_RANGE_PX}
            value={brushPx}
            onChange={({ target }) => setBench(context, { brushPx: target.valueAsNumber })}
          />
        </label>
      )}
    </>
  );
}
