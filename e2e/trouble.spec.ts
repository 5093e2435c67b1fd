import { readFileSync } from 'node:fs';
import { expect, test } from './app';
import { noise, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

for (const [what, name, bytes, code] of [
  ['a text file named .wav', 'letter.wav', Buffer.from('Dear all, this is not a recording at all.'), 'decode/unsupported'],
  ['a file of no known kind', 'noise.bin', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)), 'decode/unsupported'],
  ['an empty file', 'empty.wav', Buffer.alloc(0), 'decode/empty-file'],
  ['a WAV of no samples', 'zero.wav', writeWav([new Float64Array(0)], 16_000), 'decode/no-audio'],
  ['a WAV cut inside its header', 'cut.wav', NOISY.subarray(0, 30), 'decode/corrupt'],
] as const) {
  test(`${what} is refused, and what was there before stays`, async ({ app }) => {
    await app.open();
    await app.choose({ name: 'good.wav', bytes: NOISY });
    await app.done();
    await app.choose({ name, bytes });
    await expect(app.alert).toHaveAttribute('data-error-code', code);
    await expect(app.job).toHaveText(/^Failed/);
    await expect(app.page.getByRole('heading', { name: 'good.wav' })).toBeVisible();
    await app.page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(app.job).toHaveText(/^Done/);
    expect((await app.save()).channels).toHaveLength(1);
  });
}

test('one bad file of many does not stop the others', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'one.wav', bytes: NOISY }, { name: 'bad.wav', bytes: Buffer.from('no') }, { name: 'two.wav', bytes: NOISY });
  await expect(app.page.getByRole('button', { name: 'two.wav', exact: true })).toContainText('✓');
  await expect(app.page.getByRole('button', { name: 'one.wav', exact: true })).toContainText('✓');
  await expect(app.alert).toContainText('bad.wav');
});

test('closing a recording shows the one before, and the last one the empty page', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'one.wav', bytes: NOISY });
  await app.done();
  await app.choose({ name: 'two.wav', bytes: NOISY });
  await expect(app.page.getByRole('heading', { name: 'two.wav' })).toBeVisible();
  await app.page.getByRole('button', { name: 'Close two.wav' }).click();
  await expect(app.page.getByRole('heading', { name: 'one.wav' })).toBeVisible();
  await app.page.getByRole('button', { name: 'Close one.wav' }).click();
  await expect(app.page.getByRole('button', { name: 'Try a sample' })).toBeVisible();
  await expect(app.job).toHaveText('Ready');
});

test('a backend that is changed under a running job takes it over', async ({ app }) => {
  await app.open('?backend=cpu');
  await expect(app.engine).toHaveText(/^CPU/);
  await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 30)], 16_000) });
  await expect(app.page.getByRole('progressbar', { name: 'Denoising' })).toBeVisible();
  await app.page.getByLabel('Backend').selectOption('wasm');
  await app.done();
  await expect(app.engine).toHaveText(/^WASM/);
});

test('a truncated recording is read as far as it goes, and says so', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'crashed.wav', bytes: NOISY.subarray(0, 20_044) });
  await app.done();
  await expect(app.page.getByText(/header says/)).toBeVisible();
  expect((await app.save()).channels[0]).toHaveLength(10_000);
});

test('cancel ends the work at once, and it can go on to the same result', async ({ app }) => {
  await app.open('?backend=cpu');
  await expect(app.engine).toHaveText(/^CPU/);
  await app.choose({ name: 'long.wav', bytes: writeWav([noise(16_000 * 30)], 16_000) });
  await expect(app.page.getByRole('progressbar', { name: 'Denoising' })).toBeVisible();
  await app.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.page.getByRole('button', { name: 'Go on' })).toBeVisible({ timeout: 1000 });
  await app.page.getByLabel('Backend').selectOption('wasm');
  await expect(app.engine).toHaveText(/^WASM .*chosen by you/);
  await app.page.getByRole('button', { name: 'Go on' }).click();
  await app.done();
});

test('WebGPU that is asked for and not there is an error, not a silent fallback', async ({ app }) => {
  await app.open('?backend=webgpu');
  await expect(app.alert).toHaveAttribute('data-error-code', 'backend/unavailable');
  await expect(app.engine).toHaveText(/^Not running/);
  await app.page.getByLabel('Backend').selectOption('auto');
  await expect(app.engine).toHaveText(/^WASM .*no WebGPU/);
});

test('a model that is not there is named in the error', async ({ page }) => {
  await page.goto('/?model=nothing');
  await expect(page.getByRole('alert')).toHaveAttribute('data-error-code', 'weights/missing');
});
