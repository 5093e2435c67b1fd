import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './app';
import { noise, readWav, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');

/** The stored files of a ZIP, by its central directory. */
function unzip(bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < bytes.readUInt16LE(end + 10); i++) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    files.set(name, bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

test('many files are worked off in order, a bad one is named and can be removed, and all results are saved as one ZIP', async ({ app }) => {
  await app.open();
  const short = (seed: number): Buffer => writeWav([noise(8000, seed)], 16_000);
  await app.choose(
    { name: 'one.wav', bytes: NOISY },
    { name: 'bad.wav', bytes: Buffer.from('no sound') },
    { name: 'two.wav', bytes: short(2) },
    { name: 'two.wav', bytes: short(3) },
  );
  const queue = app.page.getByRole('status', { name: 'Queue' });
  await expect(queue).toHaveText(/^3 of 4 done · 1 failed/);
  const rows = app.page.getByRole('list', { name: 'Recordings of this session' }).getByRole('listitem');
  await expect(rows.nth(1)).toContainText('cannot be read');
  await app.page.getByRole('button', { name: 'Retry bad.wav' }).click();
  await expect(rows.nth(1)).toContainText('cannot be read');
  await app.page.getByRole('button', { name: 'Close bad.wav' }).click();
  await expect(rows).toHaveCount(3);
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: 'Save all as ZIP' }).click(),
  ]);
  const files = unzip(await readFile(await download.path()));
  expect([...files.keys()]).toEqual(['one_denoised.wav', 'two_denoised.wav', 'two_denoised (2).wav']);
  expect(readWav(files.get('one_denoised.wav') ?? Buffer.alloc(0)).channels[0]).toHaveLength(readWav(NOISY).channels[0]?.length ?? 0);
  expect(readWav(files.get('two_denoised (2).wav') ?? Buffer.alloc(0)).channels[0]).toHaveLength(8000);
});

test('the queue can be paused as a whole and one by one, and goes on', async ({ app }) => {
  await app.open('?backend=cpu');
  await expect(app.engine).toHaveText(/^CPU/);
  const bytes = writeWav([noise(16_000 * 20)], 16_000);
  await app.choose({ name: 'one.wav', bytes }, { name: 'two.wav', bytes }, { name: 'three.wav', bytes });
  await expect(app.page.getByRole('progressbar', { name: 'Denoising' })).toBeVisible();
  await app.page.getByRole('button', { name: 'Pause two.wav' }).click();
  await app.page.getByRole('button', { name: 'Pause all' }).click();
  const queue = app.page.getByRole('status', { name: 'Queue' });
  await expect(queue).toHaveText(/^0 of 3 done · paused/);
  await app.page.getByLabel('Backend').selectOption('wasm');
  await expect(app.engine).toHaveText(/^WASM/);
  await expect(queue).toHaveText(/^0 of 3 done · paused/);
  await app.page.getByRole('button', { name: 'Resume all' }).click();
  await expect(queue).toHaveText(/^3 of 3 done/);
});

test('results go straight into a folder that the user chooses', async ({ app }) => {
  // Headless browsers cannot show the picker: it answers with a folder of the private file system.
  await app.page.addInitScript(() => {
    Object.assign(window, {
      showDirectoryPicker: async () => await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true }),
    });
  });
  await app.open();
  await app.choose({ name: 'one.wav', bytes: NOISY }, { name: 'two.wav', bytes: NOISY });
  await expect(app.page.getByRole('status', { name: 'Queue' })).toHaveText(/^2 of 2 done/);
  await app.page.getByRole('button', { name: 'Save all into a folder' }).click();
  const listed = (): Promise<string[]> =>
    app.page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
      const found: string[] = [];
      for await (const entry of folder.values()) if (entry.kind === 'file') found.push(`${entry.name} ${(await entry.getFile()).size}`);
      return found.sort();
    });
  await expect.poll(listed).toEqual([`one_denoised.wav ${NOISY.length}`, `two_denoised.wav ${NOISY.length}`]);
});

test('forty files stay usable on a phone', async ({ app }) => {
  await app.page.setViewportSize({ width: 390, height: 844 });
  await app.open();
  const bytes = writeWav([noise(4000)], 8000);
  await app.choose(...Array.from({ length: 40 }, (_, i) => ({ name: `note ${i + 1}.wav`, bytes })));
  await expect(app.page.getByRole('status', { name: 'Queue' })).toHaveText(/^40 of 40 done/, { timeout: 60_000 });
  expect(await app.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await app.page.getByRole('button', { name: 'note 40.wav', exact: true }).click();
  await expect(app.page.getByRole('heading', { name: 'note 40.wav' })).toBeAttached();
  await expect(app.page.getByRole('button', { name: 'Download' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the queue, at work, done and failed, ${colorScheme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open();
    await app.choose(
      { name: 'one.wav', bytes: NOISY },
      { name: 'bad.wav', bytes: Buffer.from('no sound') },
      { name: 'long.wav', bytes: writeWav([noise(16_000 * 400)], 16_000) },
      { name: 'last.wav', bytes: NOISY },
    );
    await expect(app.page.getByRole('status', { name: 'Queue' })).toHaveText(/1 failed/);
    await app.page.getByRole('button', { name: 'Pause all' }).click();
    expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
    await app.page.getByRole('button', { name: 'Resume all' }).click();
    await expect(app.page.getByRole('status', { name: 'Queue' })).toHaveText(/^3 of 4 done/);
    expect((await new AxeBuilder({ page: app.page }).analyze()).violations).toEqual([]);
  });
}
