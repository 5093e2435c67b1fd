import { useEffect } from 'react';
import { Scope } from '../base/scope';
import { toggleAbx } from '../commands/abx';
import { setBench } from '../commands/bench';
import type { Context } from '../commands/context';
import { cancelWork } from '../commands/denoise';
import { download } from '../commands/download';
import { setHelp } from '../commands/help';
import { toggleLoop } from '../commands/loop';
import { listenTo, seek, togglePlay } from '../commands/playback';
import { selectToPlayHead, setSelection } from '../commands/selection';
import { redoSettings, undoSettings } from '../commands/set-settings';
import { pan, setView, zoom } from '../commands/set-view';
import { goToMark } from '../commands/speech-loss';
import type { ListenTo, Tool } from '../store/app-state';
import { canBeHeard, currentRecording, isDone } from '../store/selectors';
import { useCommands } from './use-app';

const STEP_SEC = 5;
const ZOOM_FACTOR = 2;
const PAN_SHARE = 0.5;
const LISTEN_KEYS: Readonly<Record<string, ListenTo>> = {
  b: 'before',
  '1': 'before',
  a: 'after',
  '2': 'after',
  r: 'removed',
  n: 'removed',
  '3': 'removed',
};

const TOOL_KEYS: Readonly<Record<string, Tool>> = { s: 'select', k: 'keep', e: 'remove' };

/** Whether the element in focus has a use for the key itself. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement) return key === ' ';
  if (!(target instanceof HTMLInputElement)) return false;
  // Sliders and radios live on arrows; a chosen radio has no use for the space bar.
  return (target.type !== 'range' && target.type !== 'radio') || /^(Arrow|Home|End|Page)/.test(key);
}

function actOnView(context: Context, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === '+' || key === '=') void zoom(context, ZOOM_FACTOR);
  else if (key === '-') void zoom(context, 1 / ZOOM_FACTOR);
  else if (key === '0') void setView(context, { startSec: 0, endSec: Number.POSITIVE_INFINITY });
  else if (shiftKey && key === 'ArrowLeft') void pan(context, -PAN_SHARE);
  else if (shiftKey && key === 'ArrowRight') void pan(context, PAN_SHARE);
  else return false;
  return true;
}

function actOnSound(context: Context, key: string): boolean {
  const source = LISTEN_KEYS[key.toLowerCase()];
  if (source) listenTo(context, source);
  else if (key === ' ') void togglePlay(context);
  else if (key === 'ArrowLeft') void seek(context, context.player.positionSec - STEP_SEC);
  else if (key === 'ArrowRight') void seek(context, context.player.positionSec + STEP_SEC);
  else return false;
  return true;
}

function act(context: Context, event: KeyboardEvent): boolean {
  const { key } = event;
  const state = context.store.getState();
  const recording = currentRecording(state);
  if (state.section !== 'denoise' || !recording) return false;
  if (key === 'Escape') {
    if (recording.selection) setSelection(context, undefined);
    else cancelWork(context, recording.key);
  }
  if (actOnView(context, event)) return true;
  if (canBeHeard(recording) && actOnSound(context, key)) return true;
  if (!isDone(recording)) return false;
  if (key in TOOL_KEYS) setBench(context, { tool: TOOL_KEYS[key] ?? 'select' });
  else if (key === '[' || key === ']') selectToPlayHead(context, key === '[' ? 'start' : 'end');
  else if (key === 'm' || key === 'M') void goToMark(context, key === 'm' ? 1 : -1);
  else if (key.toLowerCase() === 'l') void toggleLoop(context);
  else if (key.toLowerCase() === 'x') void toggleAbx(context);
  else return false;
  return true;
}

/** Ctrl+O opens files, Ctrl+S downloads, wherever the focus is. */
function opensOrSaves(context: Context, { key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  const state = context.store.getState();
  if (altKey || shiftKey || !(ctrlKey || metaKey) || state.section !== 'denoise' || state.help) return false;
  if (key.toLowerCase() === 'o') document.querySelector<HTMLInputElement>('input[type="file"][aria-label="Recordings"]')?.click();
  else if (key.toLowerCase() === 's' && isDone(currentRecording(state))) void download(context);
  else return false;
  return true;
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) anywhere but in a field of text. */
function undoes(context: Context, { key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): boolean {
  const inText =
    target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['range', 'radio', 'checkbox'].includes(target.type));
  if (altKey || !(ctrlKey || metaKey) || inText || !isDone(currentRecording(context.store.getState()))) return false;
  if (key.toLowerCase() === 'z') void (shiftKey ? redoSettings(context) : undoSettings(context));
  else if (key.toLowerCase() === 'y') void redoSettings(context);
  else return false;
  return true;
}

/** What keys do all over the page; `keys/key-list` tells people. */
export function useKeys(): void {
  const context = useCommands();
  useEffect(() => {
    const scope = new Scope();
    scope.listen<KeyboardEvent>(window, 'keydown', (event) => {
      if (undoes(context, event) || opensOrSaves(context, event)) {
        event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
      // The list of keys is a dialogue: it has the keys while it is open.
      if (context.store.getState().help) return;
      if (event.key === '?') setHelp(context, true);
      else if (act(context, event)) event.preventDefault();
    });
    return () => scope.dispose();
  }, [context]);
}
