import type { RecordingState } from '../store/app-state';
import { useApp } from './use-app';

/** The file that was downloaded last, to be dragged into a folder or another program, as long as it is what is heard. */
export function DragOut({ recording }: { recording: RecordingState }) {
  const result = useApp((state) => state.result);
  if (result?.key !== recording.key) return null;
  const { url, fileName, type } = result;
  // A file that is not what is heard any more leaves its place free: a slider that is clicked twice must not move in between.
  const isStale = result.settings !== recording.settings;
  return (
    <a
      className="button quiet drag-out"
      data-stale={isStale}
      href={url}
      download={fileName}
      draggable
      title="Drag this file into a folder or another program"
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'copy';
        event.dataTransfer.setData('DownloadURL', `${type || 'audio/wav'}:${fileName}:${url}`);
      }}
    >
      <svg className="solid-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M5 2h2v2H5zM9 2h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 12h2v2H5zM9 12h2v2H9z" />
      </svg>
      <span>{fileName}</span>
    </a>
  );
}
