import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LivePace } from '../base/live';
import { type FftLibrary, loadFft } from '../dsp/fft';
import { startBackend } from '../net/backend';
import type { Backend } from '../net/backend-parts';
import { Generator } from '../net/generator';
import { LIVE_BLOCK_SAMPLES } from '../net/live-cleaner';
import { randomModel } from '../net/random-model.test-support';
import { type LivePort, runLive } from './live';

let backend: Backend;
let library: FftLibrary;
let generator: Generator;

beforeAll(async () => {
  library = await loadFft();
  backend = await startBackend('wasm', undefined);
  generator = new Generator(randomModel('test-causal'));
});
afterAll(() => {
  generator.dispose();
  backend.dispose();
});

class FakePort implements LivePort {
  onmessage: LivePort['onmessage'] = null;
  readonly sent: { before: Float32Array; after: Float32Array }[] = [];
  isClosed = false;
  postMessage(message: unknown): void {
    this.sent.push(message as { before: Float32Array; after: Float32Array });
  }
  close(): void {
    this.isClosed = true;
  }
  give(value: number): void {
    this.onmessage?.({ data: new Float32Array(LIVE_BLOCK_SAMPLES).fill(value) } as MessageEvent<Float32Array>);
  }
  get numBack(): number {
    return this.sent.reduce((sum, { before }) => sum + before.length, 0);
  }
}

describe('a microphone', () => {
  it('is cleaned as it comes, until it is stopped', async () => {
    const port = new FakePort();
    const controller = new AbortController();
    const paces: LivePace[] = [];
    const running = runLive(controller.signal, { port, library, backend, generator }, (pace) => paces.push(pace));
    for (let i = 1; i <= 20; i++) {
      port.give(i / 100);
      await expect.poll(() => paces.length).toBe(i);
    }
    expect(port.numBack).toBeGreaterThan(16 * LIVE_BLOCK_SAMPLES);
    expect(paces.at(-1)?.isTooSlow).toBe(false);
    controller.abort();
    await expect(running).rejects.toThrow();
    expect(port.isClosed).toBe(true);
  });

  it('that brings more than can be cleaned does so too where every block comes by a message of its own', async () => {
    const { port1, port2 } = new MessageChannel();
    const controller = new AbortController();
    let last: LivePace | undefined;
    const running = runLive(controller.signal, { port: port2, library, backend, generator }, (pace) => {
      last = pace;
    });
    for (let i = 0; i < 60; i++) port1.postMessage(new Float32Array(LIVE_BLOCK_SAMPLES).fill(0.25));
    await expect.poll(() => last?.isTooSlow).toBe(true);
    controller.abort();
    await expect(running).rejects.toThrow();
    port1.close();
  });

  it('that brings more than can be cleaned passes as it is, all of it', async () => {
    const port = new FakePort();
    const controller = new AbortController();
    let last: LivePace | undefined;
    const running = runLive(controller.signal, { port, library, backend, generator }, (pace) => {
      last = pace;
    });
    for (let i = 0; i < 60; i++) port.give(0.25);
    await expect.poll(() => port.numBack).toBeGreaterThan(50 * LIVE_BLOCK_SAMPLES);
    expect(last?.isTooSlow).toBe(true);
    const passed = port.sent.at(-1);
    expect(passed?.after).toEqual(passed?.before);
    controller.abort();
    await expect(running).rejects.toThrow();
  });
});
