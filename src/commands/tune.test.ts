import { afterEach, describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import { AUTOMATIC_MODEL, type PairCheck, type Proof, type TuneEnd, type TuneProgress } from '../base/tuning';
import { jobText } from '../store/selectors';
import { planOf } from '../store/tuning-selectors';
import { changeModel } from './change-model';
import type { Context } from './context';
import { fakeContext, file, untilAborted } from './fake-engine.test-support';
import { openRecordings } from './open-recordings';
import { deleteProfile, importProfiles, undoDelete } from './profiles';
import { showSection } from './show-section';
import { addMaterial, pairByHand, removeMaterial } from './tune-material';
import { keepProfile, playVoice, setBlend } from './tune-proof';
import { cancelTraining, choosePreset, discardTraining, findTraining, pauseTraining, resumeTraining, startTraining } from './tune-run';

const CHECK: PairCheck = { offsetSec: 0, gainDb: 0, correlation: 0.9, snrDb: 5, seconds: 60, notices: [] };
const PROGRESS: TuneProgress = { step: 4, totalSteps: 8, stepsPerSec: 2, etaSec: 2, evaluations: [], notices: [] };
const END: TuneEnd = { ended: 'finished', bestStep: 8, progress: { ...PROGRESS, step: 8 } };
const SCORES = { siSdrDb: 1, stoi: 0.5, melMse: 9, melPsnrDb: 20, seconds: 5 };
const PROOF: Proof = { general: { base: SCORES, tuned: SCORES } };
const PROFILE = { id: 'p', name: 'Anna', createdMs: 1, minutes: 1, parent: 'small', architecture: 'small', proof: undefined };

const made: Context[] = [];
afterEach(() => {
  for (const { player } of made.splice(0)) player.dispose();
});

function context(answers: Parameters<typeof fakeContext>[0] = {}): ReturnType<typeof fakeContext> {
  let id = 0;
  const created = fakeContext({
    addMaterial: async ({ name }) => {
      if (name.startsWith('bad')) throw new LimpidError('decode/unsupported', 'no sound in it');
      return { materialId: ++id, seconds: 60 };
    },
    removeMaterial: async () => null,
    nearDuplicates: async () => [],
    checkPair: async ({ cleanId }) => {
      if (cleanId === 99) throw new LimpidError('finetune/pair', 'not the same');
      return CHECK;
    },
    tune: async () => END,
    proveTraining: async ({ part }) => ({
      proof: PROOF,
      verdict: { outcome: 'unmeasured', text: 'listen' },
      excerpts: { general: { base: [Float32Array.of(3), Float32Array.of(4)], tuned: [Float32Array.of(3.5 - part)] } },
    }),
    keepTraining: async () => PROFILE,
    discardTraining: async () => null,
    profiles: async () => [PROFILE],
    ...answers,
  });
  made.push(created);
  return created;
}

async function add(c: Context, kind: 'clean' | 'noisy' | 'noise', ...names: string[]): Promise<void> {
  await addMaterial(
    c,
    kind,
    names.map((name) => ({ file: file(name), path: name })),
  );
}

function tuning(c: Context) {
  return c.store.getState().tuning;
}

describe('material', () => {
  it('is matched by name into pairs, whatever the order', async () => {
    const c = context();
    await add(c, 'noisy', 'b_noisy.wav', 'a_noisy.wav');
    await add(c, 'clean', 'a_clean.wav', 'b_clean.wav', 'c_clean.wav');
    expect(tuning(c).pairs.map(({ check }) => check?.snrDb)).toEqual([5, 5]);
    expect(planOf(tuning(c))).toMatchObject({
      way: 'pairs',
      seconds: 120,
      plan: {
        pairs: [
          { cleanId: 4, noisyId: 1 },
          { cleanId: 3, noisyId: 2 },
        ],
      },
    });
  });

  it('decides by itself in which way is learnt', async () => {
    const c = context();
    expect(planOf(tuning(c)).way).toBe('none');
    await add(c, 'noisy', 'x.wav');
    expect(planOf(tuning(c)).way).toBe('noisy');
    await add(c, 'clean', 'voice.wav');
    expect(planOf(tuning(c)).way).toBe('none');
    await add(c, 'noise', 'room.wav');
    expect(planOf(tuning(c)).way).toBe('mixes');
    await pairByHand(c, tuning(c).material[0]?.key ?? -1, tuning(c).material[1]?.key);
    expect(planOf(tuning(c)).way).toBe('pairs');
    await pairByHand(c, tuning(c).material[0]?.key ?? -1, undefined);
    expect(planOf(tuning(c)).way).toBe('mixes');
  });

  it('that cannot be read is shown and left out; what is removed takes its pair along', async () => {
    const c = context();
    await add(c, 'clean', 'bad.wav', 'a.wav');
    await add(c, 'noisy', 'a.wav');
    expect(c.store.getState().alerts.map(({ error, subject }) => `${error.code} ${subject}`)).toEqual(['decode/unsupported bad.wav']);
    expect(tuning(c).pairs).toHaveLength(1);
    await removeMaterial(c, tuning(c).material[0]?.key ?? -1);
    expect(tuning(c).pairs).toEqual([]);
    expect(c.engine.calls).toContainEqual({ method: 'removeMaterial', args: { materialId: 1 } });
  });

  it('that does not belong together says so in its row and raises no alert', async () => {
    const c = context({
      checkPair: async () => {
        throw new LimpidError('finetune/pair', 'not the same');
      },
    });
    await add(c, 'clean', 'a.wav');
    await add(c, 'noisy', 'a.wav');
    expect(tuning(c).pairs[0]?.error?.code).toBe('finetune/pair');
    expect(c.store.getState().alerts).toEqual([]);
  });
});

it('a pair that came twice is named and left out; when the first is removed the second counts', async () => {
  const c = context({ nearDuplicates: async ({ pairs }) => (pairs.length > 1 ? [[1, 0]] : []) });
  await add(c, 'clean', 'a_clean.wav', 'b_clean.wav');
  await add(c, 'noisy', 'a_noisy.wav', 'b_noisy.wav');
  expect(tuning(c).pairs.map(({ sameAs }) => sameAs)).toEqual([undefined, 'a_noisy.wav']);
  expect(planOf(tuning(c)).plan.pairs).toEqual([{ cleanId: 1, noisyId: 3 }]);
  await removeMaterial(c, tuning(c).material.find(({ name }) => name === 'a_noisy.wav')?.key ?? -1);
  expect(tuning(c).pairs.map(({ sameAs }) => sameAs)).toEqual([undefined]);
  expect(planOf(tuning(c)).plan.pairs).toEqual([{ cleanId: 2, noisyId: 4 }]);
});

async function ready(answers: Parameters<typeof fakeContext>[0] = {}) {
  const c = context(answers);
  showSection(c, 'fine-tune');
  await add(c, 'clean', 'a.wav');
  await add(c, 'noisy', 'a.wav');
  return c;
}

describe('a training', () => {
  it('begins with the preset and ends with a proof card', async () => {
    const c = await ready();
    choosePreset(c, 'quick');
    await startTraining(c);
    expect(c.engine.calls.find(({ method }) => method === 'tune')?.args).toMatchObject({
      begin: { parent: 'small', options: { steps: 100 } },
    });
    expect(tuning(c).run).toMatchObject({ status: 'ended', card: { measured: { proof: PROOF } } });
    expect(jobText(c.store.getState())).toMatch(/^Done/);
  });

  it('has base and blend rated, the base model once', async () => {
    const given: number[][] = [];
    const c = {
      ...(await ready()),
      rate: async (_signal: AbortSignal, excerpts: readonly Float32Array[]) => {
        given.push(excerpts.map(([first = 0]) => first));
        return excerpts.map(([first = 0]) => ({ sig: 1, bak: 1, ovrl: first }));
      },
    };
    await startTraining(c);
    const rating = () => (tuning(c).run as { card?: { rating: unknown } }).card?.rating;
    await expect.poll(rating).toEqual({ status: 'done', ratings: { general: { base: 3.5, tuned: 2.5 } } });
    const blended = setBlend(c, 0.5);
    expect(rating()).toMatchObject({ status: 'none' });
    await blended;
    await expect.poll(rating).toEqual({ status: 'done', ratings: { general: { base: 3.5, tuned: 3 } } });
    expect(given).toEqual([[3, 4, 2.5], [3]]);
  });

  it('whose rating fails has its proof all the same', async () => {
    const c = {
      ...(await ready()),
      rate: async () => {
        throw new LimpidError('worker/crashed', 'gone');
      },
    };
    await startTraining(c);
    await expect.poll(() => c.store.getState().alerts.map(({ error }) => error.code)).toEqual(['worker/crashed']);
    expect(tuning(c).run).toMatchObject({ card: { measured: { proof: PROOF }, rating: { status: 'none' } } });
  });

  it('that is paused goes on where it stood, and one that is cancelled can still be taken up', async () => {
    let calls = 0;
    const c = await ready({ tune: async (_args, signal) => (calls++ < 2 ? await untilAborted(signal) : END) });
    const first = startTraining(c);
    await expect.poll(() => calls).toBe(1);
    pauseTraining(c);
    await first;
    expect(tuning(c).run.status).toBe('paused');
    const second = resumeTraining(c);
    await expect.poll(() => calls).toBe(2);
    cancelTraining(c);
    await second;
    expect(tuning(c).run.status).toBe('stopped');
    expect(c.store.getState().alerts).toEqual([]);
    await resumeTraining(c);
    expect(tuning(c).run.status).toBe('ended');
    const begun = c.engine.calls
      .filter(({ method }) => method === 'tune')
      .map(({ args }) => (args as { begin: unknown }).begin !== undefined);
    expect(begun).toEqual([true, false, false]);
  });

  it('that fails is shown, and can be taken up', async () => {
    let calls = 0;
    const c = await ready({
      tune: async () => {
        if (calls++ === 0) throw new LimpidError('backend/device-lost', 'gone');
        return END;
      },
    });
    await startTraining(c);
    expect(tuning(c).run.status).toBe('stopped');
    expect(c.store.getState().alerts.map(({ error }) => error.code)).toEqual(['backend/device-lost']);
    await resumeTraining(c);
    expect(tuning(c).run.status).toBe('ended');
  });

  it('that an earlier session left behind is offered', async () => {
    const c = context({ savedTrainings: async () => [{ trainingId: 't', savedMs: 1, progress: PROGRESS }] });
    await findTraining(c);
    expect(tuning(c).run).toEqual({ status: 'stopped', trainingId: 't', progress: PROGRESS });
    await discardTraining(c);
    expect(tuning(c).run).toEqual({ status: 'idle' });
    expect(c.engine.calls).toContainEqual({ method: 'discardTraining', args: { trainingId: 't' } });
  });
});

describe('a profile', () => {
  it('is kept under its name; when the storage is full the training is still there', async () => {
    let full = true;
    const c = await ready({
      keepTraining: async () => {
        if (full) throw new LimpidError('storage/quota', 'full');
        return PROFILE;
      },
    });
    await startTraining(c);
    await keepProfile(c, 'Anna');
    expect(tuning(c).run.status).toBe('ended');
    expect(c.store.getState().alerts.map(({ error }) => error.code)).toEqual(['storage/quota']);
    full = false;
    await keepProfile(c, 'Anna');
    expect(tuning(c)).toMatchObject({ run: { status: 'idle' }, kept: { name: 'Anna' } });
    expect(c.store.getState().profiles).toEqual([PROFILE]);
  });

  it('in use that is deleted gives way to the model that ships, and can be had back', async () => {
    const c = context({
      exportProfile: async () => ({ file: new Blob(['weights']), fileName: 'Anna.safetensors' }),
      deleteProfile: async () => null,
      importProfile: async () => PROFILE,
    });
    await changeModel(c, 'profile:p');
    expect(c.store.getState().modelId).toBe('profile:p');
    await deleteProfile(c, PROFILE);
    expect(c.store.getState()).toMatchObject({ modelId: AUTOMATIC_MODEL, deleted: { name: 'Anna' } });
    await undoDelete(c);
    expect(c.store.getState().deleted).toBeUndefined();
  });

  it('that cannot be loaded leaves the former model in use, and what was done stays done', async () => {
    const c = context({
      start: async ({ modelId }) => {
        if (modelId !== 'small') throw new LimpidError('weights/corrupt', 'damaged');
        return { backend: 'wasm', detail: '', reason: '', modelId, readyMs: 1 };
      },
    });
    await openRecordings(c, [file('one.wav')]);
    await changeModel(c, 'profile:p');
    const { modelId, engine, recordings } = c.store.getState();
    expect([modelId, engine.status, recordings[0]?.work.status]).toEqual(['small', 'ready', 'done']);
  });

  it('that is refused does not keep the next one out', async () => {
    let calls = 0;
    const c = context({
      importProfile: async () => {
        if (calls++ === 0) throw new LimpidError('weights/corrupt', 'damaged');
        return PROFILE;
      },
    });
    await importProfiles(c, [file('a.safetensors'), file('b.safetensors')]);
    expect(calls).toBe(2);
    expect(c.store.getState().alerts.map(({ subject }) => subject)).toEqual(['a.safetensors']);
  });
});

it('no clip is asked for where there is no training', async () => {
  const c = context();
  await playVoice(c, 'tuned');
  expect(c.engine.calls.filter(({ method }) => method === 'tuneClip')).toEqual([]);
});
