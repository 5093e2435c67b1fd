/** The encoders of mediabunny and of the browser, in a page of their own beside the one that is verified. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const MODULES = {
  mediabunny: 'mediabunny/dist/bundles/mediabunny.min.mjs',
  '@mediabunny/aac-encoder': '@mediabunny/aac-encoder/dist/bundles/mediabunny-aac-encoder.min.mjs',
  '@mediabunny/flac-encoder': '@mediabunny/flac-encoder/dist/bundles/mediabunny-flac-encoder.min.mjs',
  '@mediabunny/mp3-encoder': '@mediabunny/mp3-encoder/dist/bundles/mediabunny-mp3-encoder.min.mjs',
};

const PAGE = `<!doctype html><script type="importmap">${JSON.stringify({
  imports: Object.fromEntries(Object.keys(MODULES).map((name) => [name, `/__encoders/modules/${name}.mjs`])),
})}</script><script type="module" src="/__encoders/page.mjs"></script>`;

async function fulfil(route) {
  const { pathname } = new URL(route.request().url());
  if (pathname === '/__encoders/') return await route.fulfill({ contentType: 'text/html', body: PAGE });
  const name = pathname.match(/^\/__encoders\/modules\/(.+)\.mjs$/)?.[1];
  const path = name ? join('node_modules', MODULES[name]) : 'scripts/formats/encoders-page.js';
  await route.fulfill({ contentType: 'text/javascript', body: await readFile(path) });
}

export class Encoders {
  constructor(page) {
    this.page = page;
  }

  static async open(browser, url) {
    const page = await browser.newPage();
    await page.route('**/__encoders/**', fulfil);
    await page.goto(`${url}__encoders/`);
    await page.waitForFunction(() => window.encoders !== undefined);
    return new Encoders(page);
  }

  /** Packets `{base64, type, timestampSec, durationSec}` of a sound, and the decoder's configuration with `description` as base64. */
  async encode(sound, codec, bitrate) {
    const channels = sound.channels.map((channel) =>
      Buffer.from(channel.buffer, channel.byteOffset, channel.byteLength).toString('base64'),
    );
    return await this.page.evaluate((args) => window.encoders.encode(args), {
      codec,
      bitrate,
      channels,
      sampleRateHz: sound.sampleRateHz,
    });
  }

  /** The packets of a file, as `encode` gives them. */
  async demux(bytes) {
    return await this.page.evaluate((args) => window.encoders.demux(args), bytes.toString('base64'));
  }

  /** A file of packets. `container` is one of `CONTAINERS` in `encoders-page.js`. */
  async mux(encoded, codec, container, options = {}) {
    const base64 = await this.page.evaluate((args) => window.encoders.mux(args), { ...encoded, codec, container, options });
    return Buffer.from(base64, 'base64');
  }
}
