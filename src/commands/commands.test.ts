import { afterEach, describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { currentRecording, jobText } from '../store/selectors';
import { changeBackend } from './change-backend';
import { closeRecording } from './close-recording';
import type { Context } from './context';
import { cancelWork, denoiseRecording } from './denoise';
import { fakeContext, file, untilAborted } from './fake-engine.test-support';
import { openRecordings } from './open-recordings';
import { listenTo } from './playback';
import { resumeRecording } from './queue';
import { dismissAlert } from './run-job';
import { setSettings } from './set-settings';
import { startEngine } from './start-engine';

const made: Context[] = [];
afterEach(() => {
  for (const { player } of made.splice(0)) player.dispose();
});

function context(...args: Parameters<typeof fakeContext>): ReturnType<typeof fakeContext> {
  const created = fakeContext(...args);
  made.push(created);
  return created;
}

const FORMAT = { sampleRateHz: 16_000, numChannels: 1, numSamples: 16_000, encoding: 's16', label: 'WAV' } as const;

function keyOf({ store }: Context, index: number): number {
  return store.getState().recordings[index]?.key ?? -1;
}

function methods({ engine }: ReturnType<typeof fakeContext>): string[] {
  return engine.calls.map(({ method }) => method);
}

function statuses({ store }: Context): string[] {
  return store.getState().recordings.map(({ name, work }) => `${name} ${work.status}`);
}

describe('opening', () => {
  it('denoises every file in turn and shows the first', async () => {
    const c = context();
    await openRecordings(c, [file('one.wav'), file('two.wav')]);
    expect(statuses(c)).toEqual(['one.wav done', 'two.wav done']);
    expect(currentRecording(c.store.getState())?.name).toBe('one.wav');
    expect(jobText(c.store.getState())).toMatch(/^Done in 0\.1 s, 10 × real time/);
  });

  it('shows a file that fails as an alert and keeps what was there', async () => {
    const c = context();
    await openRecordings(c, [file('good.wav')]);
    await openRecordings(c, [file('bad.wav')]);
    expect(statuses(c)).toEqual(['good.wav done', 'bad.wav failed']);
    expect(currentRecording(c.store.getState())?.name).toBe('good.wav');
    expect(c.store.getState().alerts.map(({ error, subject }) => `${error.code} ${subject}`)).toEqual(['decode/unsupported bad.wav']);
    expect(jobText(c.store.getState())).toBe('Failed: no sound in it');
    dismissAlert(c, c.store.getState().alerts[0]?.key ?? -1);
    expect(jobText(c.store.getState())).toMatch(/^Done/);
  });

  it('goes on after a bad file in the middle', async () => {
    const c = context();
    await openRecordings(c, [file('one.wav'), file('bad.wav'), file('two.wav')]);
    expect(statuses(c)).toEqual(['one.wav done', 'bad.wav failed', 'two.wav done']);
  });

  it('asks the engine to forget a recording that is closed', async () => {
    const c = context();
    await openRecordings(c, [file('one.wav'), file('two.wav')]);
    await closeRecording(c, keyOf(c, 0));
    expect(statuses(c)).toEqual(['two.wav done']);
    expect(currentRecording(c.store.getState())?.name).toBe('two.wav');
    expect(c.engine.calls).toContainEqual({ method: 'close', args: { recordingId: 1 } });
  });
});

describe('a recording that is cancelled before it is open', () => {
  it('stays listed and can be opened after all', async () => {
    let calls = 0;
    const c = context({
      open: async ({ name }, signal) => {
        if (calls++ === 0) await untilAborted(signal);
        return { recordingId: 7, name, format: FORMAT, notices: [] };
      },
    });
    const opening = openRecordings(c, [file('one.wav'), file('two.wav')]);
    await expect.poll(() => statuses(c)).toEqual(['one.wav opening', 'two.wav queued']);
    cancelWork(c, keyOf(c, 1));
    expect(statuses(c)).toEqual(['one.wav opening', 'two.wav cancelled']);
    cancelWork(c, keyOf(c, 0));
    await opening;
    expect(statuses(c)).toEqual(['one.wav cancelled', 'two.wav cancelled']);
    await resumeRecording(c, keyOf(c, 0));
    await resumeRecording(c, keyOf(c, 1));
    expect(statuses(c)).toEqual(['one.wav done', 'two.wav done']);
  });
});

describe('a cancelled job', () => {
  it('leaves its recording cancelled and the others as they were', async () => {
    const c = context({
      denoise: async ({ recordingId }, signal) =>
        recordingId === 1 ? { numFrames: 1, processingSec: 1, notices: [] } : await untilAborted(signal),
    });
    await openRecordings(c, [file('one.wav')]);
    const opening = openRecordings(c, [file('two.wav')]);
    await expect.poll(() => statuses(c)).toEqual(['one.wav done', 'two.wav denoising']);
    cancelWork(c, keyOf(c, 1));
    await opening;
    expect(statuses(c)).toEqual(['one.wav done', 'two.wav cancelled']);
    expect(c.store.getState().alerts).toEqual([]);
  });

  it('can be gone on with', async () => {
    let calls = 0;
    const c = context({
      denoise: async (_args, signal) => (calls++ === 0 ? await untilAborted(signal) : { numFrames: 1, processingSec: 1, notices: [] }),
    });
    const opening = openRecordings(c, [file('one.wav')]);
    await expect.poll(() => statuses(c)).toEqual(['one.wav denoising']);
    const key = keyOf(c, 0);
    cancelWork(c, key);
    await opening;
    await denoiseRecording(c, key);
    expect(statuses(c)).toEqual(['one.wav done']);
  });
});

describe('a device that stays lost', () => {
  it('leaves the recording failed, to be tried again', async () => {
    let calls = 0;
    const c = context({
      denoise: async () => {
        if (calls++ === 0) throw new LimpidError('backend/device-lost', 'gone');
        return { numFrames: 1, processingSec: 1, notices: [] };
      },
    });
    await openRecordings(c, [file('one.wav')]);
    expect(statuses(c)).toEqual(['one.wav failed']);
    expect(c.store.getState().alerts[0]?.error.code).toBe('backend/device-lost');
    await denoiseRecording(c, keyOf(c, 0));
    expect(statuses(c)).toEqual(['one.wav done']);
  });
});

describe('the engine', () => {
  it('that does not start says so, and a change of backend mends it', async () => {
    const c = context({
      start: async ({ backend, modelId }) => {
        if (backend === 'webgpu') throw new LimpidError('backend/unavailable', 'no adapter');
        return { backend: 'wasm', detail: '', reason: '', modelId, readyMs: 1 };
      },
    });
    expect(await startEngine(c, 'webgpu')).toBe(false);
    expect(c.store.getState().engine.status).toBe('failed');
    await changeBackend(c, 'auto');
    expect(c.store.getState().engine).toMatchObject({ status: 'ready', info: { backend: 'wasm' } });
  });
});

describe('a job that waits for the engine', () => {
  it('begins when the engine has started', async () => {
    const c = context();
    c.store.setState({ engine: { status: 'starting' } });
    const opening = openRecordings(c, [file('one.wav')]);
    await expect.poll(() => statuses(c)).toEqual(['one.wav denoising']);
    expect(jobText(c.store.getState())).toBe('Working: waiting for the engine');
    expect(methods(c)).not.toContain('denoise');
    await startEngine(c, 'auto');
    await opening;
    expect(statuses(c)).toEqual(['one.wav done']);
  });

  it('fails once, with the reason why the engine does not start, and can be tried again', async () => {
    let starts = 0;
    const c = context({
      start: async ({ modelId }) => {
        if (starts++ < 2) throw new LimpidError('weights/missing', 'no model');
        return { backend: 'wasm', detail: '', reason: '', modelId, readyMs: 1 };
      },
    });
    await startEngine(c, 'auto');
    await openRecordings(c, [file('one.wav')]);
    expect(statuses(c)).toEqual(['one.wav failed']);
    expect(c.store.getState().alerts.map(({ error }) => error.code)).toEqual(['weights/missing']);
    await resumeRecording(c, keyOf(c, 0));
    expect(statuses(c)).toEqual(['one.wav done']);
  });

  it('goes on by itself when the backend is changed under it', async () => {
    let calls = 0;
    const c = context({
      denoise: async (_args, signal) => (calls++ === 0 ? await untilAborted(signal) : { numFrames: 1, processingSec: 1, notices: [] }),
    });
    const opening = openRecordings(c, [file('one.wav')]);
    await expect.poll(() => methods(c)).toContain('denoise');
    await changeBackend(c, 'cpu');
    await opening;
    expect(statuses(c)).toEqual(['one.wav done']);
  });
});

describe('settings', () => {
  it('are held within their ranges', async () => {
    const c = context();
    await setSettings(c, { strength: 7, maxReductionDb: -3 });
    expect(c.store.getState().settings).toMatchObject({ strength: 1, maxReductionDb: 0 });
    await setSettings(c, { strength: Number.NaN, maxReductionDb: 1000 });
    expect(c.store.getState().settings).toMatchObject({ strength: 1, maxReductionDb: 60 });
  });

  it('draw the pictures anew', async () => {
    const c = context();
    await openRecordings(c, [file('one.wav')]);
    await setSettings(c, { strength: 0.5 });
    expect(c.engine.calls.filter(({ method }) => method === 'spectrograms').at(-1)?.args).toMatchObject({ settings: { strength: 0.5 } });
  });

  it('leave alone what is heard', () => {
    const c = context();
    listenTo(c, 'removed');
    expect(c.store.getState().listenTo).toBe('removed');
  });
});
