import { useRef } from 'react';
import { openRecordings } from '../commands/open-recordings';
import { useCommands } from './use-app';

const ACCEPT = 'audio/*,video/*,.wav,.mp3,.m4a,.aac,.ogg,.opus,.flac,.webm,.mp4,.mov,.mkv';

/** The button `Open recordings` with its file input. */
export function OpenButton({ primary }: { primary: boolean }) {
  const context = useCommands();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label="Recordings"
        tabIndex={-1}
        multiple
        accept={ACCEPT}
        onChange={({ target }) => {
          const files = Array.from(target.files ?? []);
          target.value = '';
          if (files.length > 0) void openRecordings(context, files);
        }}
      />
      <button type="button" className={primary ? 'button primary' : 'button'} onClick={() => input.current?.click()}>
        Open recordings
      </button>
    </>
  );
}
