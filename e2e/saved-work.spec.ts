import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { App, expect, test } from './app';
import { isLeavingSafe, percent, percentsUntilDone, straightResult } from './interrupted';
import { first, isSame, noise, readWav, writeWav } from './wav';

const NOISY = readFileSync('e2e/fixtures/noisy.wav');
const LONG = writeWav([noise(16_000 * 60)], 16_000);

/** Opens a long recording on the slow backend, and waits until it stands in the middle and its source is kept. */
async function openToTheMiddle(app: App, address = '?backend=cpu'): Promise<number> {
  await app.open(address);
  await expect(app.engine).toHaveText(/^CPU/);
  await app.choose({ name: 'long.wav', bytes: LONG });
  await expect.poll(() => percent(app), { timeout: 60_000 }).toBeGreaterThan(15);
  await expect.poll(() => isLeavingSafe(app)).toBe(true);
  return await percent(app);
}

test('a reload in the middle goes on from the last finished chunk, to the same result', async ({ app }) => {
  // The slow backend does the work twice.
  test.setTimeout(240_000);
  // One backend throughout: another's rounding may lie on the other side of a step of the gain track. The smaller model keeps the slow one bearable.
  const address = '?backend=cpu&model=nano';
  await app.open(address);
  const straight = await straightResult(app, 'long.wav', LONG);
  const before = await openToTheMiddle(app, address);
  await app.page.goto(`/${address}`);
  await expect(app.page.getByRole('heading', { name: 'long.wav' })).toBeVisible();
  // What was done shows in the speed: the first progress of the resumed job stands behind where the former one stood.
  const seen = await percentsUntilDone(app);
  expect(seen.length).toBeGreaterThan(0);
  for (const value of seen) expect(value).toBeGreaterThanOrEqual(before);
  const resumed = await app.save();
  expect(resumed.fileName).toBe('long_denoised.wav');
  expect(isSame(first(resumed.channels), first(straight.channels))).toBe(true);
});

test('finished work is there at once after a reload, with its settings', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  await app.page.getByRole('slider', { name: 'Strength' }).fill('0');
  await app.page.reload();
  await app.done();
  await expect(app.page.getByRole('slider', { name: 'Strength' })).toHaveValue('0');
  expect(isSame(first((await app.save()).channels), first(readWav(NOISY).channels))).toBe(true);
});

test('work that was stopped stays stopped over a reload, until it is let go on', async ({ app }) => {
  await openToTheMiddle(app);
  await app.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(app.page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await app.page.goto('/?backend=wasm');
  await expect(app.page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await app.page.getByRole('button', { name: 'Go on' }).click();
  await app.done();
});

test('a tab that crashes leaves its work to the next one', async ({ app, context }) => {
  await openToTheMiddle(app);
  await app.page.close();
  const next = new App(await context.newPage());
  await next.open();
  const saved = next.page.getByRole('region', { name: 'Saved work' });
  await expect(saved).toContainText('long.wav');
  await expect(saved).toContainText(/% done · .*MB|kB/);
  await next.page.getByRole('button', { name: 'Open long.wav' }).click();
  await next.done();
  expect((await next.save()).channels[0]).toHaveLength(16_000 * 60);
});

test('two tabs leave each other’s work alone', async ({ app, context }) => {
  await openToTheMiddle(app);
  const other = new App(await context.newPage());
  await other.open();
  await other.choose({ name: 'other.wav', bytes: NOISY });
  await other.done();
  await other.page.getByRole('button', { name: 'Close other.wav' }).click();
  // The first tab's work is open there, so it is not listed here; closed, this tab's is.
  const saved = other.page.getByRole('region', { name: 'Saved work' });
  await expect(saved).toContainText('other.wav');
  await expect(saved).not.toContainText('long.wav');
  await other.page.getByRole('button', { name: 'Discard other.wav' }).click();
  await other.page.getByRole('button', { name: 'Really discard other.wav' }).click();
  await expect(saved).toHaveCount(0);
  await app.page.getByLabel('Backend').selectOption('wasm');
  await app.done();
  expect((await app.save()).channels[0]).toHaveLength(16_000 * 60);
  // Once the first tab lets go of it, the other one learns of it.
  await app.page.getByRole('button', { name: 'Close long.wav' }).click();
  await expect(saved).toContainText('long.wav');
});

test('settings can be undone and done again', async ({ app }) => {
  await app.open();
  await app.choose({ name: 'a.wav', bytes: NOISY });
  await app.done();
  const strength = app.page.getByRole('slider', { name: 'Strength' });
  const undo = app.page.getByRole('button', { name: 'Undo', exact: true });
  await expect(undo).toBeDisabled();
  await strength.fill('40');
  await undo.click();
  await expect(strength).toHaveValue('100');
  await app.page.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(strength).toHaveValue('40');
  await app.page.keyboard.press('Control+z');
  await expect(strength).toHaveValue('100');
});

test('without room in the browser the work is done all the same, and the page says that it is not kept', async ({ app, context }) => {
  const cdp = await context.newCDPSession(app.page);
  await app.open();
  await expect(app.engine).toHaveText(/^WASM/);
  const origin = new URL(app.page.url()).origin;
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 200_000 });
  await app.choose({ name: 'long.wav', bytes: LONG });
  await app.done();
  await expect(app.page.getByText(/not kept/)).toBeVisible();
  expect((await app.save()).channels[0]).toHaveLength(16_000 * 60);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the list of saved work, ${colorScheme}`, async ({ app }) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.open();
    await app.choose({ name: 'a.wav', bytes: NOISY });
    await app.done();
    await page.getByRole('button', { name: 'Close a.wav' }).click();
    await expect(page.getByRole('region', { name: 'Saved work' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Discard a.wav' }).click();
    await expect(page.getByRole('button', { name: 'Really discard a.wav' })).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
}
