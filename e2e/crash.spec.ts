import { App, expect, test } from './app';
import { isLeavingSafe, percent, percentsUntilDone, straightResult } from './interrupted';
import { first, isSame, noise, writeWav } from './wav';

const LONG = writeWav([noise(16_000 * 200)], 16_000);
// One backend throughout: another's rounding may lie on the other side of a step of the gain track.
const ADDRESS = '?backend=wasm';

test('a renderer that crashes in the middle leaves its work: it goes on from the last finished chunk, to the same result', async ({
  app,
  context,
}) => {
  await app.open(ADDRESS);
  const straight = await straightResult(app, 'long.wav', LONG);
  await app.choose({ name: 'long.wav', bytes: LONG });
  await expect.poll(() => percent(app), { intervals: [20], timeout: 60_000 }).toBeGreaterThan(15);
  await expect.poll(() => isLeavingSafe(app)).toBe(true);
  const before = await percent(app);
  expect(before).toBeLessThan(100);
  const crashed = app.page.waitForEvent('crash');
  const cdp = await context.newCDPSession(app.page);
  // No answer comes from a renderer that is gone.
  void cdp.send('Page.crash').catch(() => undefined);
  await crashed;

  const next = new App(await context.newPage());
  await next.open(ADDRESS);
  const saved = next.page.getByRole('region', { name: 'Saved work' });
  await expect(saved).toContainText(/long\.wav.*% done/);
  await next.page.getByRole('button', { name: 'Open long.wav' }).click();
  const seen = await percentsUntilDone(next);
  expect(seen.length).toBeGreaterThan(0);
  for (const value of seen) expect(value).toBeGreaterThanOrEqual(before);
  expect(isSame(first((await next.save()).channels), first(straight.channels))).toBe(true);
});
