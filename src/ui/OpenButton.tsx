import { openRecordings } from '../commands/open-recordings';
import { AUDIO_FILES, FileButton } from './FileButton';
import { useCommands } from './use-app';

/** The button `Open recordings` with its file input. */
export function OpenButton({ primary }: { primary: boolean }) {
  const context = useCommands();
  return (
    <FileButton
      name="Recordings"
      text="Open recordings"
      accept={AUDIO_FILES}
      primary={primary}
      onFiles={(files) => void openRecordings(context, files)}
    />
  );
}
