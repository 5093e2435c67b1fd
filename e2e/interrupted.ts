import { type App, expect } from './app';
import type { Wav } from './wav';

/** Whether the page would let itself be closed without a warning, since all that it holds is kept. */
export async function isLeavingSafe({ page }: App): Promise<boolean> {
  return await page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

/** Percent of the job under way; 0 where there is none. */
export async function percent({ page }: App): Promise<number> {
  const text = await page
    .getByRole('progressbar', { name: 'Denoising' })
    .getAttribute('aria-valuenow', { timeout: 500 })
    .catch(() => null);
  return Number(text ?? 0);
}

/** The percents that the page shows until the job is done: the first one tells where a resumed job began. */
export async function percentsUntilDone(app: App): Promise<number[]> {
  const seen: number[] = [];
  const step = async (): Promise<boolean> => {
    if ((await app.job.textContent())?.startsWith('Done')) return true;
    const now = await percent(app);
    if (now > 0) seen.push(now);
    return false;
  };
  await expect.poll(step, { intervals: [20], timeout: 110_000 }).toBe(true);
  return seen;
}

/** Result of a recording that nothing interrupts; nothing of it is left behind. */
export async function straightResult(app: App, name: string, bytes: Buffer): Promise<Wav> {
  await app.choose({ name, bytes });
  await app.done(110_000);
  const result = await app.save();
  for (const action of ['Close', 'Discard', 'Really discard']) await app.page.getByRole('button', { name: `${action} ${name}` }).click();
  await expect(app.page.getByRole('region', { name: 'Saved work' })).toHaveCount(0);
  return result;
}
