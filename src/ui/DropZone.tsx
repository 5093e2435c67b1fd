import { type ReactNode, useEffect, useState } from 'react';
import { Scope } from '../base/scope';
import { takeDrop } from '../commands/take-files';
import { useCommands } from './use-app';

/** Makes the whole page a place to drop or paste files and folders. */
export function DropZone({ children }: { children: ReactNode }) {
  const context = useCommands();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const scope = new Scope();
    const take = (transfer: DataTransfer | null): void => void takeDrop(context, transfer);
    scope.listen<DragEvent>(window, 'dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    });
    scope.listen<DragEvent>(window, 'dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    scope.listen<DragEvent>(window, 'drop', (event) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer);
    });
    scope.listen<ClipboardEvent>(window, 'paste', (event) => take(event.clipboardData));
    return () => scope.dispose();
  }, [context]);
  return (
    <div className="page" data-over={over}>
      {children}
      {over && (
        <div className="drop-veil" aria-hidden="true">
          Drop to clean
        </div>
      )}
    </div>
  );
}
