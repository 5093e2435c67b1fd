import { expect, test } from './app';

test.use({
  permissions: ['microphone'],
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--use-fake-device-for-media-stream'] });
  },
});

test('the room and the voice are recorded at the microphone and become material', async ({ app }) => {
  const { page } = app;
  await app.open('?backend=wasm');
  await page.getByRole('tab', { name: 'Fine-tune' }).click();
  await page.getByRole('button', { name: 'Record my mic, my room' }).click();
  for (const [take, card, name] of [
    ['Record the room', 'Noise recordings to learn from', 'My room 1'],
    ['Record my voice', 'Clean recordings to learn from', 'My voice 1'],
  ] as const) {
    await page.getByRole('button', { name: take }).click();
    await expect(page.getByText(/ [3-9] of /)).toBeVisible();
    await page.getByRole('button', { name: 'That is enough' }).click();
    await expect(page.getByRole('region', { name: card }).getByRole('listitem').filter({ hasText: name })).toContainText(/0:0[3-9]/);
  }
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();
});

test.describe(() => {
  test.use({ permissions: [] });

  test('a microphone that is refused is said to be so', async ({ app }) => {
    const { page } = app;
    await app.open('?backend=wasm');
    await page.getByRole('tab', { name: 'Fine-tune' }).click();
    await page.getByRole('button', { name: 'Record my mic, my room' }).click();
    await page.getByRole('button', { name: 'Record the room' }).click();
    await expect(app.alert).toHaveAttribute('data-error-code', 'microphone/refused');
    await expect(page.getByRole('button', { name: 'Record the room' })).toBeVisible();
  });
});
