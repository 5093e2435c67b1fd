import { afterEach, describe, expect, it } from 'vitest';
import { LimpidError } from '../base/errors';
import type { FromEngine, ToEngine } from './protocol';
import { Caller, type Handlers, postEvent, serve } from './rpc';

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Both ends over a real MessageChannel. */
function connect(handlers: Partial<Handlers>): { caller: Caller; sent: FromEngine[]; server: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  const caller = new Caller(port1);
  const receive = serve(port2, handlers as Handlers);
  const sent: FromEngine[] = [];
  port1.onmessage = (event: MessageEvent<FromEngine>) => {
    sent.push(event.data);
    caller.receive(event.data);
  };
  port2.onmessage = (event: MessageEvent<ToEngine>) => receive(event.data);
  open.push(() => port1.close());
  return { caller, sent, server: port2 };
}

const never = new AbortController().signal;

describe('rpc', () => {
  it('answers each call with its own result, whatever the order', async () => {
    const releases = new Map<number, () => void>();
    const { caller } = connect({
      denoise: async ({ recordingId }) => {
        await new Promise<void>((resolve) => {
          releases.set(recordingId, resolve);
          if (recordingId === 2) for (const id of [2, 1]) releases.get(id)?.();
        });
        return { out: { numFrames: recordingId, processingSec: 0, notices: [] } };
      },
    });
    const answers = await Promise.all([1, 2].map((recordingId) => caller.call(never, 'denoise', { recordingId })));
    expect(answers.map(({ numFrames }) => numFrames)).toEqual([1, 2]);
  });

  it('rebuilds an error with its code and message', async () => {
    const { caller } = connect({
      close: async () => {
        throw new LimpidError('decode/no-audio', 'nothing in it');
      },
    });
    await expect(caller.call(never, 'close', { recordingId: 1 })).rejects.toMatchObject({
      name: 'LimpidError',
      code: 'decode/no-audio',
      message: 'nothing in it',
    });
  });

  it('turns any other error into internal/bug, and running out of memory into memory/exhausted', async () => {
    const { caller } = connect({
      close: async () => {
        throw new TypeError('x is undefined');
      },
      denoise: async () => {
        throw new RangeError('Array buffer allocation failed');
      },
    });
    await expect(caller.call(never, 'close', { recordingId: 1 })).rejects.toMatchObject({ code: 'internal/bug' });
    await expect(caller.call(never, 'denoise', { recordingId: 1 })).rejects.toMatchObject({ code: 'memory/exhausted' });
  });

  it('cancels in the engine and rejects at once with AbortError', async () => {
    let aborted: () => void = () => undefined;
    const engineSaw = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    const { caller, sent } = connect({
      denoise: (_args, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted();
            reject(signal.reason);
          });
        }),
    });
    const controller = new AbortController();
    const call = caller.call(controller.signal, 'denoise', { recordingId: 1 });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await engineSaw;
    await expect.poll(() => sent.map(({ kind }) => kind)).toEqual(['aborted']);
  });

  it('never sends a call whose signal is aborted already', async () => {
    const { caller, sent } = connect({});
    await expect(caller.call(AbortSignal.abort(), 'close', { recordingId: 1 })).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toEqual([]);
  });

  it('tells progress at most ten times a second', async () => {
    const { caller, sent } = connect({
      denoise: async (_args, { progress }) => {
        for (let i = 0; i < 1000; i++) progress({ stage: 'denoising', doneSec: i, totalSec: 1000, xRealTime: 1 });
        return { out: { numFrames: 0, processingSec: 0, notices: [] } };
      },
    });
    const seen: number[] = [];
    await caller.call(never, 'denoise', { recordingId: 1 }, { onProgress: ({ doneSec }) => seen.push(doneSec) });
    expect(seen[0]).toBe(0);
    expect(sent.filter(({ kind }) => kind === 'progress').length).toBeLessThanOrEqual(2);
  });

  it('fails every call once the engine has crashed', async () => {
    const { caller } = connect({ close: () => new Promise(() => undefined) });
    const call = caller.call(never, 'close', { recordingId: 1 });
    caller.break(new LimpidError('worker/crashed', 'gone'));
    await expect(call).rejects.toMatchObject({ code: 'worker/crashed' });
    await expect(caller.call(never, 'close', { recordingId: 2 })).rejects.toMatchObject({ code: 'worker/crashed' });
  });

  it('hands events to every listener until it leaves', async () => {
    const { caller, server } = connect({});
    const info = { backend: 'wasm', detail: '', reason: '', modelId: 'small', readyMs: 1 } as const;
    const heard: string[] = [];
    const leave = caller.onEvent((event) => heard.push(event.name));
    postEvent(server, { name: 'engine', info });
    await expect.poll(() => heard).toEqual(['engine']);
    leave();
    caller.receive({ kind: 'event', event: { name: 'engine', info } });
    expect(heard).toEqual(['engine']);
  });
});
