import { useRef } from 'react';

/** What audio and video that Limpid opens looks like to a file dialogue. */
export const AUDIO_FILES = 'audio/*,video/*,.wav,.mp3,.m4a,.aac,.ogg,.opus,.flac,.webm,.mp4,.mov,.mkv';

interface FileButtonProps {
  /** Accessible name of the file input. */
  readonly name: string;
  /** What stands on the button. */
  readonly text: string;
  readonly accept: string;
  readonly primary?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** A button that opens a file dialogue, over a file input that tools can drive. */
export function FileButton({ name, text, accept, primary = false, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={name}
        tabIndex={-1}
        multiple
        accept={accept}
        onChange={({ target }) => {
          const files = Array.from(target.files ?? []);
          target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <button type="button" className={primary ? 'button primary' : 'button'} onClick={() => input.current?.click()}>
        {text}
      </button>
    </>
  );
}
