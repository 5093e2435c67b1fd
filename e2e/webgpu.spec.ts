import { readFileSync } from 'node:fs';
import { expect, test } from './app';
import { crashGpuProcess } from './gpu-process';
import { readWav, siSdrDb } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const CLEAN = readWav(readFileSync('e2e/fixtures/clean.wav'));

test('a noisy recording comes out cleaner on WebGPU @webgpu', async ({ app }) => {
  await app.open();
  await expect(app.engine).toHaveText(/^WebGPU/, { timeout: 60_000 });
  await app.choose({ name: 'interview.wav', bytes: NOISY });
  await app.done(200_000);
  const result = await app.save();
  const source = readWav(NOISY);
  const [reference, noisy, clean] = [CLEAN.channels[0], source.channels[0], result.channels[0]];
  if (!reference || !noisy || !clean) throw new Error('no channel');
  expect(clean.length).toBe(noisy.length);
  expect(siSdrDb(reference, clean) - siSdrDb(reference, noisy)).toBeGreaterThan(4);
});

test.describe(() => {
  test.use({ expectedConsole: [/GPU|context|WebGPU|Instance/i] });

  test('a GPU that crashes in the middle is replaced, and the work goes on @webgpu', async ({ app }) => {
    await app.open();
    await expect(app.engine).toHaveText(/^WebGPU/, { timeout: 60_000 });
    const source = readWav(readFileSync('public/samples/old-tape.wav'));
    await app.choose({ name: 'tape.wav', bytes: readFileSync('public/samples/old-tape.wav') });
    const progress = app.page.getByRole('progressbar', { name: 'Denoising' });
    await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 120_000 }).toBeGreaterThan(0);
    await crashGpuProcess(app.page);
    await app.done(240_000);
    await expect(app.alert).toHaveCount(0);
    const result = await app.save();
    expect(result.channels[0]).toHaveLength(source.channels[0]?.length ?? 0);
  });
});
