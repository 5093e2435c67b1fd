import { setView, zoom } from '../commands/set-view';
import type { RecordingState } from '../store/app-state';
import { durationOf } from '../store/selectors';
import { useCommands } from './use-app';

const CLOSER = 2;

/** Closer, farther, all of it. */
export function ZoomButtons({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const whole = recording.view === undefined;
  return (
    <div className="zoom">
      {!whole && (
        <button
          type="button"
          className="button quiet"
          title="Key 0"
          onClick={() => void setView(context, { startSec: 0, endSec: durationOf(recording) })}
        >
          Show all
        </button>
      )}
      <button
        type="button"
        className="button quiet icon"
        aria-label="Zoom out"
        title="Zoom out (key −)"
        disabled={whole}
        onClick={() => void zoom(context, 1 / CLOSER)}
      >
        <svg className="line-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3 8h10" />
        </svg>
      </button>
      <button
        type="button"
        className="button quiet icon"
        aria-label="Zoom in"
        title="Zoom in (key +, or Ctrl and wheel)"
        onClick={() => void zoom(context, CLOSER)}
      >
        <svg className="line-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M3 8h10M8 3v10" />
        </svg>
      </button>
    </div>
  );
}
