import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LimpidError } from '../base/errors';
import { nextTask } from '../base/mutex';
import { AUTOMATIC_MODEL } from '../base/tuning';
import type { EngineInfo } from '../base/types';
import type { Backend } from '../net/backend-parts';
import { randomModel } from '../net/random-model.test-support';
import { GeneratorHost } from './generator-host';

const signal = new AbortController().signal;

async function startedHost(): Promise<{ host: GeneratorHost; replaced: EngineInfo[] }> {
  const replaced: EngineInfo[] = [];
  const profile = async () => ({ ...randomModel('test'), sha256: 'test' });
  const host = new GeneratorHost({} as never, (info) => replaced.push(info), profile);
  await host.start(signal, { backend: 'cpu', threads: 'auto', modelId: 'profile:one', modelsUrl: '' });
  return { host, replaced };
}

/** The backend as it is once its device is gone. */
function lose(backend: Backend): void {
  Object.assign(backend, {
    check() {
      throw new LimpidError('backend/device-lost', 'gone');
    },
  });
}

it('a read-back that a lost device rejects like a cancel is taken for what it is: the job goes on on a fresh device', async () => {
  const { host, replaced } = await startedHost();
  let calls = 0;
  await host.withRecovery(signal, async (backend) => {
    if (calls++ > 0) return;
    lose(backend);
    throw new DOMException('Device was lost', 'AbortError');
  });
  expect(calls).toBe(2);
  expect(replaced.map(({ backend }) => backend)).toEqual(['cpu']);
});

it('a job that fails on a sound device fails with its own error, and one that is cancelled is not called again', async () => {
  const { host, replaced } = await startedHost();
  await expect(host.withRecovery(signal, async () => Promise.reject(new RangeError('its own')))).rejects.toThrow('its own');
  const cancelled = new AbortController();
  let calls = 0;
  const job = host.withRecovery(cancelled.signal, async (backend) => {
    calls++;
    lose(backend);
    cancelled.abort();
    throw new DOMException('Device was lost', 'AbortError');
  });
  await expect(job).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect([calls, replaced.length]).toEqual([1, 0]);
});

it('what runs beside has let go of a backend before another one starts', async () => {
  const { host } = await startedHost();
  vi.stubGlobal('fetch', async () => new Response(readFileSync('models/nano/model.safetensors')));
  const said: string[] = [];
  const beside = host.beside(signal, 'nano', async (until, backend) => {
    said.push(`on ${backend.name}`);
    await new Promise((resolve) => until.addEventListener('abort', resolve));
    await nextTask();
    said.push('ended');
    until.throwIfAborted();
  });
  const ended = expect(beside).rejects.toMatchObject({ code: 'backend/unavailable' });
  await vi.waitFor(() => expect(said).toEqual(['on cpu']));
  await host.start(signal, { backend: 'cpu', threads: 1, modelId: 'profile:one', modelsUrl: '' });
  said.push('started');
  await ended;
  vi.unstubAllGlobals();
  expect(said).toEqual(['on cpu', 'ended', 'started']);
});

describe('the automatic model', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** The model that is fetched on a machine with that adapter. */
  async function fetchedWith(info: Partial<GPUAdapterInfo>, backend: 'auto' | 'wasm'): Promise<string | undefined> {
    const asked: string[] = [];
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ info: { architecture: '', description: '', ...info } }) } });
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return new Response(null, { status: 404 });
    });
    const host = new GeneratorHost(
      {} as never,
      () => undefined,
      async () => ({ ...randomModel('test'), sha256: 'test' }),
    );
    const started = host.start(signal, { backend, threads: 1, modelId: AUTOMATIC_MODEL, modelsUrl: '/models' });
    await expect(started).rejects.toMatchObject({ code: 'weights/missing' });
    return asked[0];
  }

  it('is the large one where there is a GPU', async () => {
    expect(await fetchedWith({ architecture: 'ampere' }, 'auto')).toBe('/models/base/model.safetensors');
  });

  it('is the one that processors are fast with where there is none, or only software that stands in for one', async () => {
    expect(await fetchedWith({ architecture: 'ampere' }, 'wasm')).toBe('/models/small/model.safetensors');
    expect(await fetchedWith({ isFallbackAdapter: true }, 'auto')).toBe('/models/small/model.safetensors');
    expect(await fetchedWith({ architecture: 'swiftshader' }, 'auto')).toBe('/models/small/model.safetensors');
  });
});
