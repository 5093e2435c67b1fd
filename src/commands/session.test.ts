import { expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import type { WorkRecord } from '../base/work';
import { fakeContext, file } from './fake-engine.test-support';
import { restoredSession, restoreSession } from './session';

const IDS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;

function record(name: string): WorkRecord {
  return {
    version: 2,
    name,
    sourceBytes: 1,
    hasSource: true,
    savedMs: 0,
    settings: DEFAULT_RENDER_SETTINGS,
    paused: false,
    sampleRateHz: 16_000,
    numSamples: 16_000,
    numFrames: 64,
    numDone: 10,
    peak: 0,
    processingSec: 0,
    modelSha256: '',
  };
}

it('a recording that is chosen while the others come back stays on screen, and all go on', async () => {
  const context = fakeContext({
    takeWork: async ({ workId }) => {
      const [first] = context.store.getState().recordings;
      if (first) context.store.setState({ current: first.key });
      return { record: record(workId === IDS[0] ? 'one.wav' : 'two.wav'), file: file('x') };
    },
    saveWork: async () => null,
  });
  const session = { getItem: () => JSON.stringify({ works: IDS, current: IDS[1] }), setItem: () => undefined };
  await restoreSession({ ...context, session });
  const done = (): string[] => context.store.getState().recordings.map(({ name, work }) => `${name} ${work.status}`);
  await expect.poll(done).toEqual(['one.wav done', 'two.wav done']);
  const { current, recordings } = context.store.getState();
  expect(recordings.find(({ key }) => key === current)?.name).toBe('one.wav');
  context.player.dispose();
});

it('work that does not come back is told of, and stands among the saved work', async () => {
  const saved = { workId: IDS[1], numBytes: 1, record: { ...record('two.wav'), hasSource: false } };
  const context = fakeContext({
    takeWork: async ({ workId }) => {
      if (workId === IDS[0]) throw new LimpidError('storage/in-use', 'open elsewhere');
      return { record: saved.record, file: undefined };
    },
    releaseWork: async () => null,
    listWork: async () => ({ works: [saved], usedBytes: undefined, quotaBytes: undefined }),
  });
  const session = { getItem: () => JSON.stringify({ works: IDS, current: IDS[1] }), setItem: () => undefined };
  await restoreSession({ ...context, session });
  const { alerts, recordings } = context.store.getState();
  expect(alerts.map(({ error }) => error.code)).toEqual(['storage/in-use']);
  expect(recordings).toEqual([]);
  expect(context.engine.calls.map(({ method }) => method)).toEqual(['takeWork', 'takeWork', 'releaseWork', 'listWork']);
  await expect.poll(() => context.store.getState().shelf?.works).toEqual([saved]);
  context.player.dispose();
});

it.each([null, '', '{', '[]', '7', '{"works":7}', '{"works":["../x"],"current":5}'])('what a tab remembers is checked: %s', (text) => {
  expect(restoredSession(text)).toEqual({ works: [], current: undefined });
});
