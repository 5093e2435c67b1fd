import type { Page } from '@playwright/test';
import { expect, test } from './app';

/** Notes from now on whatever a live region is given to say, and that there is one polite region only. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const said: string[] = [];
    const isLive = (element: Element): boolean => {
      const live = element.getAttribute('aria-live');
      return live !== null ? live !== 'off' : element.matches('[role="status"], [role="alert"], [role="log"], [role="timer"], output');
    };
    const regionOf = (node: Node | null): Element | undefined => {
      for (let at = node instanceof Element ? node : (node?.parentElement ?? null); at; at = at.parentElement) {
        if (at.getAttribute('aria-hidden') === 'true') return undefined;
        if (at.matches('[aria-live], [role="status"], [role="alert"], output')) return isLive(at) ? at : undefined;
      }
      return undefined;
    };
    const regions = new Set<string>();
    const observer = new MutationObserver((changes) => {
      for (const { target, addedNodes, type } of changes) {
        const region = regionOf(target);
        if (!region) continue;
        regions.add(region.getAttribute('aria-label') ?? region.tagName);
        if (type === 'characterData') said.push(target.textContent ?? '');
        else for (const added of addedNodes) said.push(added.textContent ?? '');
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    Object.assign(window, { heard: () => ({ said, regions: [...regions] }) });
  });
}

async function heard(page: Page): Promise<{ said: string[]; regions: string[] }> {
  return await page.evaluate(() => (window as unknown as { heard: () => { said: string[]; regions: string[] } }).heard());
}

test('one voice says what happens, and nothing frame by frame', async ({ app }) => {
  const { page } = app;
  await app.open();
  await expect(app.engine).toHaveText(/^WASM/);
  await listen(page);
  await page.getByRole('button', { name: 'Try a sample' }).click();
  await app.done();
  await expect(page.getByRole('status', { name: 'Speech loss' })).toHaveText(/found|lost\?/);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.getByRole('slider', { name: 'Strength' }).fill('40');
  await expect(page.locator('.clock-now')).toHaveText(/^0:0[2-9]/);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const { said, regions } = await heard(page);
  expect(regions).toEqual(['Announcements']);
  expect(said.filter((text) => /^Done in/.test(text))).toHaveLength(1);
  expect(said.filter((text) => /No lost voice found|Speech lost\?/.test(text)).length).toBeGreaterThan(0);
  // Opening, four quarters of the work, done, lost speech before and after the change of strength.
  expect(said.length).toBeLessThanOrEqual(9);
  expect(said.filter((text, i) => said.indexOf(text) < i && !/lost/.test(text))).toEqual([]);
});

test('an error is an alert, once', async ({ app }) => {
  const { page } = app;
  await app.open();
  await expect(app.engine).toHaveText(/^WASM/);
  await listen(page);
  await app.choose({ name: 'letter.wav', bytes: Buffer.from('Dear all, this is no sound.') });
  await expect(app.alert).toBeVisible();
  const { said } = await heard(page);
  expect(said.filter((text) => /Failed|no sound/.test(text))).toEqual([]);
  await expect(page.getByRole('alert')).toHaveCount(1);
});

/** What the focus comes to, key by key, until it leaves the page: names, and where it lies. */
async function focusWalk(page: Page): Promise<{ name: string; top: number; left: number }[]> {
  const walk: { name: string; top: number; left: number }[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { top, left } = element.getBoundingClientRect();
      const labelled = element.getAttribute('aria-labelledby');
      const name =
        element.getAttribute('aria-label') ??
        (labelled && document.getElementById(labelled)?.textContent) ??
        (element as HTMLInputElement).labels?.[0]?.textContent ??
        element.textContent ??
        '';
      return { name: name.trim(), top, left };
    });
    if (!at || (walk.length > 0 && at.name === walk[0]?.name && at.top === walk[0]?.top)) break;
    walk.push(at);
  }
  return walk;
}

test('the focus goes through the page in the order in which it is read, and is always to be seen', async ({ app }) => {
  const { page } = app;
  await app.open('?sample=street');
  await app.done();
  await expect(page.getByRole('status', { name: 'Speech loss' })).toHaveText(/found|lost\?/);
  const names = (await focusWalk(page)).map(({ name }) => name);
  const landmarks = ['Denoise', 'Open recordings', 'Select', 'View', 'Zoom in', 'Ceiling', 'Floor', 'Play', 'Position', 'After'];
  landmarks.push('Loop', 'Export…', 'Download', 'Strength', 'Maximum reduction', 'Adjust', 'Figures', 'Blind test', 'Model', 'Keys');
  const places = landmarks.map((name) => names.findIndex((found) => found === name || found.startsWith(name)));
  expect(places, names.join(' | ')).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  // Each of them has a visible ring.
  await page.getByRole('button', { name: 'Download' }).focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  expect(ring).not.toBe('none');
});
