import { matchedDb, setMatchLoudness } from '../../commands/level-match';
import { toggleLoop } from '../../commands/loop';
import { currentRecording } from '../../store/selectors';
import { formatSignedDb } from '../format';
import { useApp, useCommands } from '../use-app';

/** Whether the result is heard as loud as the source, and what that takes. */
export function MatchButton() {
  const context = useCommands();
  const isOn = useApp((state) => state.matchLoudness);
  const levels = useApp((state) => currentRecording(state)?.levels);
  const text = isOn && levels ? `matched ${formatSignedDb(matchedDb(levels))} dB` : isOn ? 'matched' : 'not matched';
  return (
    <button
      type="button"
      className="button quiet match"
      aria-pressed={isOn}
      aria-label={`Match loudness: ${text}`}
      title="Hear the result as loud as the source. Files are not changed by it."
      onClick={() => setMatchLoudness(context, !isOn)}
    >
      {text}
    </button>
  );
}

/** Plays what is selected, or else the stretch on screen, again and again. */
export function LoopButton() {
  const context = useCommands();
  const isOn = useApp((state) => state.loop !== undefined);
  return (
    <button
      type="button"
      className="button quiet icon"
      aria-pressed={isOn}
      aria-label="Loop"
      title="Loop the selection, or else the stretch on screen"
      onClick={() => void toggleLoop(context)}
    >
      <svg className="line-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M11 2.5 13.5 5 11 7.5M13 5H5a3 3 0 0 0-3 3M5 13.5 2.5 11 5 8.5M3 11h8a3 3 0 0 0 3-3" />
      </svg>
    </button>
  );
}
