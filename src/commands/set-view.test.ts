import { afterEach, describe, expect, it } from 'vitest';
import { currentRecording, viewOf } from '../store/selectors';
import { columnPeaks } from './detail-peaks';
import { fakeContext, file } from './fake-engine.test-support';
import { openRecordings } from './open-recordings';
import { togglePlay } from './playback';
import { pan, setView, zoom } from './set-view';

const DURATION_SEC = 3600;
const made: ReturnType<typeof fakeContext>[] = [];
afterEach(() => {
  for (const { player } of made.splice(0)) player.dispose();
});

async function anHour(): Promise<ReturnType<typeof fakeContext>> {
  const numSamples = DURATION_SEC * 16_000;
  const format = { sampleRateHz: 16_000, numChannels: 1, numSamples, encoding: 's16', label: 'WAV' } as const;
  const c = fakeContext({ open: async ({ name }) => ({ recordingId: 1, name, format, notices: [] }) });
  made.push(c);
  await openRecordings(c, [file('hour.wav')]);
  return c;
}

function shown({ store }: ReturnType<typeof fakeContext>): [number, number] {
  const recording = currentRecording(store.getState());
  if (!recording) throw new Error('no recording');
  const { startSec, endSec } = viewOf(recording);
  return [startSec, endSec];
}

describe('the stretch on screen', () => {
  it('is the whole recording at first, and again after zooming out', async () => {
    const c = await anHour();
    expect(shown(c)).toEqual([0, DURATION_SEC]);
    await zoom(c, 4, 1800);
    expect(shown(c)).toEqual([1350, 2250]);
    await zoom(c, 1 / 8, 0);
    expect(shown(c)).toEqual([0, DURATION_SEC]);
    expect(currentRecording(c.store.getState())?.view).toBeUndefined();
  });

  it('keeps the time under the pointer in its place', async () => {
    const c = await anHour();
    await zoom(c, 3, 900);
    const [startSec, endSec] = shown(c);
    expect((900 - startSec) / (endSec - startSec)).toBeCloseTo(0.25);
  });

  it('stays within the recording', async () => {
    const c = await anHour();
    await setView(c, { startSec: -50, endSec: 50 });
    expect(shown(c)).toEqual([0, 100]);
    await pan(c, 1000);
    expect(shown(c)).toEqual([3500, 3600]);
    await setView(c, { startSec: 10, endSec: 10 });
    expect(shown(c)).toEqual([10, 10.25]);
    await setView(c, { startSec: 0, endSec: Number.POSITIVE_INFINITY });
    expect(shown(c)).toEqual([0, DURATION_SEC]);
  });

  it('comes to the play head when playing begins', async () => {
    const c = await anHour();
    await setView(c, { startSec: 100, endSec: 110 });
    await togglePlay(c);
    expect(shown(c)).toEqual([0, 10]);
  });

  it('is drawn by itself, its waveform from samples where it is short', async () => {
    const c = await anHour();
    await setView(c, { startSec: 100, endSec: 110 });
    expect(c.engine.calls.findLast(({ method }) => method === 'spectrograms')?.args).toMatchObject({
      startSec: 6 * 16.384,
      endSec: 8 * 16.384,
    });
    expect(c.engine.calls.findLast(({ method }) => method === 'read')?.args).toMatchObject({ startSample: 1_600_000, numSamples: 160_000 });
    expect(currentRecording(c.store.getState())?.pictures.detail).toMatchObject({ startSec: 100, endSec: 110 });
  });
});

describe('peaks from samples', () => {
  it('are the extremes of each column over all channels', () => {
    const left = Float32Array.of(0, 0.5, 0, 0.1);
    const right = Float32Array.of(-0.25, 0, 0, 0);
    expect([...columnPeaks([left, right], 2)]).toEqual([-0.25, 0.5, 0, Math.fround(0.1)]);
    expect([...columnPeaks([left], 4)]).toEqual([0, 0, 0.5, 0.5, 0, 0, Math.fround(0.1), Math.fround(0.1)]);
  });
});
