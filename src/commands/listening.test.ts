import { describe, expect, it } from 'vitest';
import type { ListenTo } from '../store/app-state';
import { answerAbx, closeAbx, hearInAbx, startAbx } from './abx';
import { fakeContext, file } from './fake-engine.test-support';
import { setMatchLoudness } from './level-match';
import { openRecordings } from './open-recordings';
import { listenTo } from './playback';
import { setSettings } from './set-settings';

/** A context whose player notes what it is told and makes no sound. */
async function context(levels = { autoReductionDb: 40, matchDb: 3 as number | undefined, headroomDb: 6 }) {
  const c = fakeContext({ levels: async () => levels });
  const heard: ListenTo[] = [];
  const gains: Record<ListenTo, number>[] = [];
  c.player.listenTo = (source) => heard.push(source);
  c.player.setGains = (wanted) => gains.push({ ...wanted });
  c.player.play = async () => undefined;
  await openRecordings(c, [file('one.wav')]);
  return { c, heard, gains };
}

const db = (gain: number | undefined): number => 20 * Math.log10(gain ?? Number.NaN);

describe('matched loudness', () => {
  it('lifts the result as far as its peaks allow, and lowers the source by the rest', async () => {
    for (const [headroomDb, afterDb] of [
      [6, 3],
      [1, 1],
      [-2, 0],
    ] as const) {
      const { gains } = await context({ autoReductionDb: 40, matchDb: 3, headroomDb });
      expect(db(gains.at(-1)?.after)).toBeCloseTo(afterDb, 6);
      expect(db(gains.at(-1)?.before)).toBeCloseTo(afterDb - 3, 6);
      expect(gains.at(-1)?.removed).toBe(1);
    }
  });

  it('can be switched off, lifts silence by nothing, and nothing by more than 12 dB', async () => {
    const { c, gains } = await context();
    setMatchLoudness(c, false);
    expect(gains.at(-1)).toEqual({ before: 1, after: 1, removed: 1 });
    const silence = await context({ autoReductionDb: 40, matchDb: undefined, headroomDb: 0 });
    expect(silence.gains.at(-1)).toEqual({ before: 1, after: 1, removed: 1 });
    const faint = await context({ autoReductionDb: 40, matchDb: 35, headroomDb: 90 });
    expect(db(faint.gains.at(-1)?.after)).toBeCloseTo(12, 6);
  });
});

describe('a blind test', () => {
  it('lets A be the source, B the result, and X one of them; counts right answers; ends by itself', async () => {
    const { c, heard } = await context();
    await startAbx(c, 2, 'after');
    expect(heard.at(-1)).toBe('after');
    hearInAbx(c, 'A');
    expect(heard.at(-1)).toBe('before');
    hearInAbx(c, 'B');
    expect(heard.at(-1)).toBe('after');
    answerAbx(c, 'B', 'before');
    expect(heard.at(-1)).toBe('before');
    answerAbx(c, 'B');
    expect(c.store.getState().abx).toMatchObject({ status: 'done', answers: [true, false] });
    closeAbx(c);
    expect(heard.at(-1)).toBe(c.store.getState().listenTo);
  });

  it('does not let keys tell what X is, and ends when the settings change', async () => {
    const { c, heard } = await context();
    await startAbx(c, 5, 'before');
    const number = heard.length;
    listenTo(c, 'after');
    expect(heard).toHaveLength(number);
    expect(c.store.getState().listenTo).toBe('after');
    await setSettings(c, { strength: 0.5 });
    expect(c.store.getState().abx.status).toBe('off');
  });

  it('draws X by chance', async () => {
    const { c } = await context();
    const seen = new Set<unknown>();
    for (let i = 0; i < 60; i++) {
      await startAbx(c, 5);
      const { abx } = c.store.getState();
      seen.add(abx.status === 'off' ? undefined : abx.secret);
    }
    expect(seen).toEqual(new Set(['before', 'after']));
  });
});
