import { readFile } from 'node:fs/promises';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { readWav, type Wav } from './wav';

/** The page by its contract: roles and accessible names. */
export class App {
  readonly job: Locator;
  readonly engine: Locator;
  readonly alert: Locator;
  readonly recordings: Locator;
  readonly download: Locator;

  constructor(readonly page: Page) {
    this.job = page.getByRole('status', { name: 'Job' });
    this.engine = page.getByRole('status', { name: 'Engine' });
    this.alert = page.getByRole('alert');
    this.recordings = page.getByLabel('Recordings', { exact: true });
    this.download = page.getByRole('button', { name: 'Download' });
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/${query}`);
  }

  /** Opens files through the input. */
  async choose(...files: { name: string; bytes: Buffer }[]): Promise<void> {
    await this.recordings.setInputFiles(files.map(({ name, bytes }) => ({ name, mimeType: 'audio/wav', buffer: bytes })));
  }

  async done(timeout = 60_000): Promise<void> {
    await expect(this.job).toHaveText(/^Done/, { timeout });
  }

  /** Presses Download and reads the WAV that comes. */
  async save(): Promise<Wav & { fileName: string }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.download.click()]);
    return { ...readWav(await readFile(await download.path())), fileName: download.suggestedFilename() };
  }
}

/** A test with the app, which fails on any console message, page error or request that leaves the origin. */
export const test = base.extend<{ app: App; expectedConsole: RegExp[] }>({
  expectedConsole: [[], { option: true }],
  app: async ({ page, context, baseURL, expectedConsole }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      const text = message.text();
      if (['error', 'warning'].includes(message.type()) && !expectedConsole.some((known) => known.test(text)))
        complaints.push(`console: ${text}`);
    });
    page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
    // Of the context: all of its pages and workers, service workers included.
    context.on('request', (request) => {
      if (!request.url().startsWith(baseURL ?? '') && !/^(blob|data):/.test(request.url()))
        complaints.push(`left the origin: ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      const failure = `${request.url()} ${request.failure()?.errorText}`;
      // Of the script of a worker within a worker the end is at times told only when that worker ends, as if it were given up; threads that lack it are seen in the engine's line.
      if (!/tfjs-thread-.*ERR_ABORTED$/.test(failure)) complaints.push(`request failed: ${failure}`);
    });
    await use(new App(page));
    expect(complaints).toEqual([]);
  },
});

export { expect };
