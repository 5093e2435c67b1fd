import { describe, expect, it } from 'vitest';
import type { Rating } from '../base/figures';
import { fakeContext, file } from './fake-engine.test-support';
import { measureFigures, stopFigures } from './figures';
import { openRecordings } from './open-recordings';
import { setSettings } from './set-settings';

const NO_FIGURES = { noiseFloorDb: undefined, snrDb: undefined, lufs: undefined, truePeakDb: undefined };
const rating = (value: number): Rating => ({ sig: value, bak: value, ovrl: value });

/** A context whose rater says what is in the first sample, and notes how many excerpts it was given. */
async function context() {
  const given: number[] = [];
  const c = fakeContext({
    figures: async () => ({ before: NO_FIGURES, after: NO_FIGURES }),
    ratingExcerpts: async ({ settings }) => ({
      startsSec: [0, 12],
      before: [Float32Array.of(1), Float32Array.of(2)],
      after: [Float32Array.of(3 * settings.strength), Float32Array.of(4 * settings.strength)],
    }),
  });
  const rated = {
    ...c,
    rate: async (signal: AbortSignal, excerpts: readonly Float32Array[]) => {
      given.push(excerpts.length);
      signal.throwIfAborted();
      return excerpts.map(([first = 0]) => rating(first));
    },
  };
  await openRecordings(rated, [file('one.wav')]);
  return { c: rated, given, figures: () => c.store.getState().recordings[0]?.figures };
}

describe('ratings', () => {
  it('are means over the excerpts; under other settings only the result is rated anew', async () => {
    const { c, given, figures } = await context();
    await measureFigures(c);
    expect(figures()?.rating).toMatchObject({ status: 'done', value: { before: rating(1.5), after: rating(3.5) } });
    await setSettings(c, { strength: 0.5 });
    await measureFigures(c);
    expect(figures()?.rating).toMatchObject({ status: 'done', value: { before: rating(1.5), after: rating(1.75) } });
    await measureFigures(c);
    expect(given).toEqual([4, 2]);
  });

  it('do not begin once the figures are closed', async () => {
    const { c, given, figures } = await context();
    const measuring = measureFigures(c);
    stopFigures(c);
    await measuring;
    expect(given).toEqual([]);
    expect(figures()?.rating.status).toBe('none');
  });
});
