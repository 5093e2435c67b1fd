import { afterEach, describe, expect, it } from 'vitest';
import type { Context } from './context';
import { addEdit, clearEdits, removeEdit, setRegionStrength, strokeOf } from './edit-gains';
import { fakeContext, file } from './fake-engine.test-support';
import { openRecordings } from './open-recordings';
import { editSelection, selectToPlayHead, setSelection } from './selection';
import { applySettingsToAll, redoSettings, setSettings, undoSettings } from './set-settings';

const made: Context[] = [];
afterEach(() => {
  for (const { player } of made.splice(0)) player.dispose();
});

/** Two recordings of a second each that are done, the first on screen. */
async function opened(): Promise<ReturnType<typeof fakeContext>> {
  const context = fakeContext();
  made.push(context);
  await openRecordings(context, [file('one.wav'), file('two.wav')]);
  return context;
}

function editsOf({ store }: Context, index: number): readonly string[] {
  return (store.getState().recordings[index]?.settings.edits ?? []).map(({ effect }) => effect);
}

describe('edits', () => {
  it('are steps of their own to undo, however fast they follow each other', async () => {
    const c = await opened();
    for (const effect of ['protect', 'ease'] as const) {
      setSelection(c, { startSec: 0.2, endSec: 0.5 });
      await editSelection(c, effect);
    }
    await setSettings(c, { strength: 0.5 });
    expect(editsOf(c, 0)).toEqual(['protect', 'ease']);
    await undoSettings(c);
    expect(c.store.getState().settings.strength).toBe(1);
    await undoSettings(c);
    expect(editsOf(c, 0)).toEqual(['protect']);
    await undoSettings(c);
    expect(editsOf(c, 0)).toEqual([]);
    await redoSettings(c);
    expect(editsOf(c, 0)).toEqual(['protect']);
  });

  it('survive a change of settings, and stay with their recording', async () => {
    const c = await opened();
    setSelection(c, { startSec: 0.2, endSec: 0.5 });
    await editSelection(c, 'process');
    await setSettings(c, { strength: 0.3 });
    expect(editsOf(c, 0)).toEqual(['process']);
    applySettingsToAll(c);
    expect(editsOf(c, 1)).toEqual([]);
    expect(c.store.getState().recordings[1]?.settings.strength).toBe(0.3);
  });

  it('can be changed and taken away', async () => {
    const c = await opened();
    setSelection(c, { startSec: 0.2, endSec: 0.5 });
    await editSelection(c, 'ease');
    await setRegionStrength(c, 0, 7);
    expect(c.store.getState().settings.edits).toEqual([{ kind: 'region', effect: 'ease', startSec: 0.2, endSec: 0.5, strength: 1 }]);
    await removeEdit(c, 0);
    expect(c.store.getState().settings.edits).toBeUndefined();
    await clearEdits(c);
    expect(editsOf(c, 0)).toEqual([]);
  });

  it('are not more than a recording takes', async () => {
    const c = await opened();
    const [stroke] = [strokeOf({ effect: 'keep', points: [{ sec: 0.5, hz: 500 }], radiusSec: 0.1, topHz: 700 })];
    if (!stroke) throw new Error('no stroke');
    c.store.setState(({ settings }) => ({ settings: { ...settings, edits: Array.from({ length: 2000 }, () => stroke) } }));
    await addEdit(c, stroke);
    expect(c.store.getState().settings.edits).toHaveLength(2000);
    expect(c.store.getState().alerts.map(({ error }) => error.code)).toEqual(['settings/out-of-range']);
  });
});

describe('a selection', () => {
  it('is held within the recording, its ends in order, and too short a one is none', async () => {
    const c = await opened();
    const selection = (): unknown => c.store.getState().recordings[0]?.selection;
    setSelection(c, { startSec: 2, endSec: 0.25 });
    expect(selection()).toEqual({ startSec: 0.25, endSec: 1 });
    setSelection(c, { startSec: 0.5, endSec: 0.51 });
    expect(selection()).toBeUndefined();
    selectToPlayHead(c, 'start');
    expect(selection()).toEqual({ startSec: 0, endSec: 1 });
  });

  it('that reaches an end makes a region beyond it', async () => {
    const c = await opened();
    setSelection(c, { startSec: 0, endSec: 1 });
    await editSelection(c, 'process');
    expect(c.store.getState().settings.edits).toEqual([{ kind: 'region', effect: 'process', startSec: -1, endSec: 2, strength: 0 }]);
  });
});

describe('a drawn brush', () => {
  it('lies on bands, in time as it was drawn', () => {
    const stroke = strokeOf({
      effect: 'remove',
      points: [
        { sec: 1, hz: 312.5 },
        { sec: 2, hz: 312.5 },
      ],
      radiusSec: 0.1,
      topHz: 625,
    });
    // Bands are 31.25 Hz apart there.
    expect(stroke).toEqual({
      kind: 'stroke',
      effect: 'remove',
      points: [1, 10, 2, 10],
      radiusSec: 0.1,
      radiusBands: expect.closeTo(10, 0),
    });
  });

  it('of any number of points fits what is kept of it, with both of its ends', () => {
    const points = Array.from({ length: 9999 }, (_, i) => ({ sec: i / 1000, hz: 1000 }));
    const stroke = strokeOf({ effect: 'keep', points, radiusSec: 0.1, topHz: 1200 });
    expect(stroke?.points.length).toBeLessThanOrEqual(4000);
    expect(stroke?.points.at(-2)).toBe(9.998);
    expect(stroke?.points[0]).toBe(0);
  });
});
