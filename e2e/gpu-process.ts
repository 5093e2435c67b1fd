import { expect, type Page } from '@playwright/test';

/** Crashes the GPU process of a page's Chromium, as a driver would, and waits until it is gone. */
export async function crashGpuProcess(page: Page): Promise<void> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser of its own');
  const cdp = await browser.newBrowserCDPSession();
  const gpuProcesses = async (): Promise<number[]> => {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'GPU').map(({ id }) => id);
  };
  const [own] = await gpuProcesses();
  expect(own).toBeDefined();
  await cdp.send('Browser.crashGpuProcess');
  await expect.poll(gpuProcesses).not.toContain(own);
  await cdp.detach();
}
