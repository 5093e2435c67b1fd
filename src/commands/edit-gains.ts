import { type GainEdit, MAX_EDITS, MAX_STROKE_NUMBERS, type StrokeEdit } from '../base/edits';
import { LimpidError } from '../base/errors';
import { bandPositionOfHz } from '../dsp/band-position';
import { currentRecording, isDone } from '../store/selectors';
import type { Context } from './context';
import { showAlert } from './run-job';
import { changeEdits } from './set-settings';

function editsOf({ store }: Context): readonly GainEdit[] {
  return store.getState().settings.edits ?? [];
}

/** Adds an edit to the recording on screen; one step to undo. */
export async function addEdit(context: Context, edit: GainEdit): Promise<void> {
  if (!isDone(currentRecording(context.store.getState()))) return;
  const edits = editsOf(context);
  if (edits.length >= MAX_EDITS) {
    showAlert(context, new LimpidError('settings/out-of-range', `A recording takes ${MAX_EDITS} edits; remove some first.`));
    return;
  }
  await changeEdits(context, [...edits, edit], { drag: false });
}

/** Takes an edit away. */
export async function removeEdit(context: Context, index: number): Promise<void> {
  await changeEdits(
    context,
    editsOf(context).filter((_, i) => i !== index),
    { drag: false },
  );
}

/** Takes all edits away. */
export async function clearEdits(context: Context): Promise<void> {
  if (editsOf(context).length > 0) await changeEdits(context, [], { drag: false });
}

/** Sets how much of the effect an eased region keeps, 0...1. */
export async function setRegionStrength(context: Context, index: number, strength: number): Promise<void> {
  const edits = editsOf(context).map((edit, i) =>
    i === index && edit.kind === 'region' ? { ...edit, strength: Math.max(0, Math.min(1, strength)) } : edit,
  );
  await changeEdits(context, edits, { drag: true });
}

/** A brush as it was drawn: its centres in seconds and Hz, its half axes in seconds and as a factor of frequency at the first centre. */
export interface DrawnStroke {
  readonly effect: StrokeEdit['effect'];
  readonly points: readonly { readonly sec: number; readonly hz: number }[];
  readonly radiusSec: number;
  /** The frequency at the upper edge of the brush at its first centre. */
  readonly topHz: number;
}

/** What a drawn brush changes in the gain track. */
export function strokeOf({ effect, points, radiusSec, topHz }: DrawnStroke): StrokeEdit | undefined {
  const [first] = points;
  if (!first) return undefined;
  const stride = Math.ceil(points.length / (MAX_STROKE_NUMBERS / 2 - 1));
  const kept = points.filter((_, i) => i % stride === 0 || i === points.length - 1);
  // Seconds to 0.1 ms and bands to a hundredth: finer than anything that is heard, and short to keep.
  const flat = kept.flatMap(({ sec, hz }) => [Math.round(sec * 1e4) / 1e4, Math.round(bandPositionOfHz(hz) * 100) / 100]);
  const radiusBands = Math.max(0.75, Math.abs(bandPositionOfHz(topHz) - bandPositionOfHz(first.hz)));
  return { kind: 'stroke', effect, points: flat, radiusSec: Math.max(0.012, radiusSec), radiusBands };
}

/** Draws over the gain track of the recording on screen. */
export async function paintStroke(context: Context, drawn: DrawnStroke): Promise<void> {
  const stroke = strokeOf(drawn);
  if (stroke) await addEdit(context, stroke);
}
