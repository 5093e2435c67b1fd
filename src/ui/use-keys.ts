import { useEffect } from 'react';
import { Scope } from '../base/scope';
import type { Context } from '../commands/context';
import { cancelWork } from '../commands/denoise';
import { listenTo, seek, togglePlay } from '../commands/playback';
import { currentRecording, isDone } from '../store/selectors';
import { useCommands } from './use-app';

const STEP_SEC = 5;
const LISTEN_KEYS = { b: 'before', a: 'after', r: 'removed' } as const;

/** Elements that have a use for the key themselves. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  return key === ' ' && (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement);
}

function act(context: Context, key: string): boolean {
  const state = context.store.getState();
  const recording = currentRecording(state);
  if (key === 'Escape' && recording) cancelWork(context, recording.key);
  if (!isDone(recording)) return false;
  if (key === ' ') void togglePlay(context);
  else if (key === 'ArrowLeft') void seek(context, context.player.positionSec - STEP_SEC);
  else if (key === 'ArrowRight') void seek(context, context.player.positionSec + STEP_SEC);
  else if (key === 'b' || key === 'a' || key === 'r') listenTo(context, LISTEN_KEYS[key]);
  else return false;
  return true;
}

/** Space plays, B / A / R choose what is heard, arrows move by five seconds, Escape cancels. */
export function useKeys(): void {
  const context = useCommands();
  useEffect(() => {
    const scope = new Scope();
    scope.listen<KeyboardEvent>(window, 'keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
      if (act(context, event.key)) event.preventDefault();
    });
    return () => scope.dispose();
  }, [context]);
}
