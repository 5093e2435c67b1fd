import { type ReactNode, useEffect, useState } from 'react';
import { Scope } from '../base/scope';
import type { MaterialKind } from '../base/tuning';
import { takeCleanReference } from '../commands/figures';
import { takeDrop } from '../commands/take-files';
import { useApp, useCommands } from './use-app';

/** The kind of material that an element of the fine-tune tab takes. */
function materialAt(target: EventTarget | null): MaterialKind | undefined {
  const kind = target instanceof Element ? target.closest('[data-material]')?.getAttribute('data-material') : undefined;
  return kind === 'clean' || kind === 'noisy' || kind === 'noise' ? kind : undefined;
}

/** Whether a drop is meant as the clean recording to compare with. */
function isReferenceDrop(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-drop="clean-reference"]') !== null;
}

/** Makes the whole page a place to drop or paste files and folders. */
export function DropZone({ children }: { children: ReactNode }) {
  const context = useCommands();
  const section = useApp((state) => state.section);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const scope = new Scope();
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
      if (isReferenceDrop(event.target)) void takeCleanReference(context, event.dataTransfer?.files ?? []);
      else void takeDrop(context, event.dataTransfer, materialAt(event.target));
    });
    scope.listen<ClipboardEvent>(window, 'paste', (event) => void takeDrop(context, event.clipboardData));
    return () => scope.dispose();
  }, [context]);
  return (
    <div className="page" data-over={over}>
      {children}
      {over && section !== 'fine-tune' && (
        <div className="drop-veil" aria-hidden="true">
          Drop to clean
        </div>
      )}
    </div>
  );
}
