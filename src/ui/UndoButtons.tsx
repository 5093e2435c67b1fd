import { redoSettings, undoSettings } from '../commands/set-settings';
import type { RecordingState } from '../store/app-state';
import { useCommands } from './use-app';

/** Takes changes of the settings back and makes them again. */
export function UndoButtons({ recording: { past, future } }: { recording: RecordingState }) {
  const context = useCommands();
  return (
    <div className="undo-buttons">
      <IconButton
        label="Undo"
        title="Undo (Ctrl+Z)"
        path="M6.5 3 3 6.5 6.5 10M3.5 6.5h6a3.5 3.5 0 0 1 0 7H7"
        disabled={past.length === 0}
        onClick={() => void undoSettings(context)}
      />
      <IconButton
        label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        path="M9.5 3 13 6.5 9.5 10M12.5 6.5h-6a3.5 3.5 0 0 0 0 7H9"
        disabled={future.length === 0}
        onClick={() => void redoSettings(context)}
      />
    </div>
  );
}

function IconButton(props: { label: string; title: string; path: string; disabled: boolean; onClick: () => void }) {
  const { label, title, path, disabled, onClick } = props;
  return (
    <button type="button" className="button quiet icon" aria-label={label} title={title} disabled={disabled} onClick={onClick}>
      <svg className="line-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
