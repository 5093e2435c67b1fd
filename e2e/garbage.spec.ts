import { expect, test } from './app';
import { isLeavingSafe } from './interrupted';
import { noise, writeWav } from './wav';

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--js-flags=--expose-gc'] });
  },
});

test('sources are kept, whenever the browser collects its garbage', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await expect(app.engine).toHaveText(/^WASM/);
  const engine = page.workers().find((worker) => worker.url().includes('engine.worker'));
  if (!engine) throw new Error('no engine');
  await engine.evaluate(() => {
    const { gc } = globalThis as { gc?: () => void };
    if (!gc) throw new Error('garbage cannot be collected by hand');
    setInterval(gc, 0);
  });
  const bytes = writeWav([noise(1600)], 16_000);
  await app.choose(...Array.from({ length: 20 }, (_, i) => ({ name: `${i}.wav`, bytes })));
  const queue = page.getByRole('status', { name: 'Queue' });
  await expect(queue).toHaveText(/^20 of 20 done/);
  await expect.poll(() => isLeavingSafe(app)).toBe(true);
  await page.reload();
  await expect(queue).toHaveText(/^20 of 20 done/);
});
