import { togglePlay } from '../commands/playback';
import { useApp, useCommands } from './use-app';

/** Plays or pauses. */
export function PlayButton() {
  const context = useCommands();
  const playing = useApp((state) => state.playing);
  return (
    <button type="button" className="button play" title="Space" onClick={() => void togglePlay(context)}>
      <svg className="solid-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        {playing ? <path d="M4 3h3v10H4zM9 3h3v10H9z" /> : <path d="M4 2.5v11l9-5.5z" />}
      </svg>
      {playing ? 'Pause' : 'Play'}
    </button>
  );
}
