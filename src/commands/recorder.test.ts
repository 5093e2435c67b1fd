import { afterEach, expect, it, vi } from 'vitest';
import { fakeContext } from './fake-engine.test-support';
import { endTake, recordTake, showRecorder } from './recorder';

type OnBlock = ((event: { data: Float32Array }) => void) | null;

/** A microphone, as far as recording touches it. */
function fakeMicrophone(): { port: { onmessage: OnBlock }; stop: () => void } {
  const node = { port: { onmessage: null as OnBlock } };
  const stop = vi.fn();
  const track = { stop, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: async () => ({ getTracks: () => [track] }) } });
  vi.stubGlobal(
    'AudioContext',
    class {
      readonly sampleRate = 16_000;
      readonly audioWorklet = { addModule: async () => undefined };
      createMediaStreamSource = () => ({ connect: () => undefined });
      resume = async () => undefined;
      close = async () => undefined;
    },
  );
  vi.stubGlobal(
    'AudioWorkletNode',
    class {
      readonly port = node.port;
    },
  );
  return { port: node.port, stop };
}

afterEach(() => vi.unstubAllGlobals());

it('a block that is under way when a take ends does not reopen it', async () => {
  const microphone = fakeMicrophone();
  const context = fakeContext();
  showRecorder(context, true);
  const taken = recordTake(context, 'room');
  await vi.waitFor(() => expect(microphone.port.onmessage).not.toBeNull());
  const hear = microphone.port.onmessage;
  const block = { data: new Float32Array(128).fill(0.5) };
  for (let i = 0; i < 31; i++) hear?.(block);
  expect(context.store.getState().tuning.recorder).toMatchObject({ status: 'recording', level: 0.5 });
  endTake(context);
  await taken;
  microphone.port.onmessage?.(block);
  expect(context.store.getState().tuning.recorder.status).toBe('ready');
  expect(microphone.stop).toHaveBeenCalled();
  context.player.dispose();
});
