import { cpSync, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { SERVICE_WORKER, writeOfflineRelease } from './scripts/offline-release.mjs';
import { developmentHeaders, securityHeaders } from './scripts/security-headers.mjs';
import { tfjsThread } from './scripts/tfjs-thread.mjs';

const MODEL_FILES = ['model.safetensors', 'model.json'];
/** What trains along in adversarial fine-tuning; not every model has one. */
const DISCRIMINATOR = 'discriminator.safetensors';

/** What the page may choose from: id and title of every model. */
function modelList(): string {
  const ids = readdirSync('models').filter((id) => MODEL_FILES.every((name) => existsSync(join('models', id, name))));
  const titled = ids.map((id) => {
    const { title } = JSON.parse(readFileSync(join('models', id, 'model.json'), 'utf8')) as { title: string };
    return { id, title: title.split(':')[0] };
  });
  return JSON.stringify(titled);
}

/** Serves models/ at /models/ in development and copies it into the build, with a list of them. */
function models(): Plugin {
  let outDir = '';
  return {
    name: 'limpid-models',
    configResolved(config) {
      outDir = config.command === 'build' ? config.build.outDir : '';
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = join('models', (request.url ?? '').split('?')[0] ?? '');
        if (path === join('models', 'models.json')) response.end(modelList());
        else if (
          ![...MODEL_FILES, DISCRIMINATOR].some((name) => path.endsWith(name)) ||
          path.includes('..') ||
          !existsSync(path) ||
          !statSync(path).isFile()
        )
          next();
        else createReadStream(path).pipe(response);
      });
    },
    closeBundle() {
      if (outDir === '') return;
      mkdirSync(join(outDir, 'models'), { recursive: true });
      writeFileSync(join(outDir, 'models', 'models.json'), modelList());
      for (const id of readdirSync('models')) {
        for (const name of [...MODEL_FILES, DISCRIMINATOR]) {
          if (existsSync(join('models', id, name))) cpSync(join('models', id, name), join(outDir, 'models', id, name));
        }
      }
    },
  };
}

const THREAD_MODULE = 'virtual:tfjs-thread-url';
const THREAD_PATH = '/tfjs-thread.js';

/** Makes a file of the script that a thread of tfjs begins with; the module gives its address. So threads need no scripts of blobs, which the policy would have to allow. */
function threadScript(): Plugin {
  let isBuild = false;
  return {
    name: 'limpid-tfjs-thread',
    configResolved(config) {
      isBuild = config.command === 'build';
    },
    configureServer(server) {
      server.middlewares.use(THREAD_PATH, (_request, response) => {
        for (const [name, value] of Object.entries({ ...securityHeaders, 'Content-Type': 'text/javascript' }))
          response.setHeader(name, value);
        response.end(tfjsThread);
      });
    },
    resolveId: (id) => (id === THREAD_MODULE ? `\0${THREAD_MODULE}` : undefined),
    load(id) {
      if (id !== `\0${THREAD_MODULE}`) return undefined;
      if (!isBuild) return `export default ${JSON.stringify(THREAD_PATH)};`;
      const file = this.emitFile({ type: 'asset', name: 'tfjs-thread.js', source: tfjsThread });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}

/** Adds the service worker, and lists in it all that was built; comes after all that add files. */
function offline(): Plugin {
  let outDir = '';
  return {
    name: 'limpid-offline',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/offline/service-worker.ts', fileName: SERVICE_WORKER });
    },
    closeBundle: {
      sequential: true,
      order: 'post',
      handler() {
        writeOfflineRelease(outDir);
      },
    },
  };
}

/**
 * What damaged files do to mediabunny. Its search for the next whole element of a Matroska file stays for ever, in a loop that nothing can interrupt, where it comes to a
 * stretch of exactly eight bytes, and where the damaged element begins like a whole one, which it then finds again: short stretches are to end the search, and it is to
 * go on behind its beginning. A frame of an ID3 tag that claims hundreds of megabytes is built up in memory until the process is ended: it is to end with its tag.
 */
const MENDS = [
  ['matroska/ebml.js', 'if (slice.length < MAX_VAR_INT_SIZE)', 'if (slice.length <= MAX_VAR_INT_SIZE)'],
  [
    'matroska/ebml.js',
    'if (elementId !== null && idsSet.has(elementId))',
    'if (elementId !== null && currentPos > startPos && idsSet.has(elementId))',
  ],
  ['id3.js', 'ununsynchronizeRegion(start, end) {', 'ununsynchronizeRegion(start, end) { end = Math.min(end, this.bytes.length);'],
] as const;

/** Makes the mends, and stops the build if their places are not there any more. */
function mendedMediabunny(): Plugin {
  return {
    name: 'limpid-mended-mediabunny',
    enforce: 'pre',
    transform(code, id) {
      const file = /mediabunny[/]dist[/]modules[/]src[/]([^?]+)/.exec(id)?.[1];
      const mends = MENDS.filter(([where]) => where === file);
      if (mends.length === 0) return undefined;
      if (!mends.every(([, place]) => code.split(place).length === 2))
        throw new Error(`mediabunny's ${file} has changed: see whether it still needs its mends in vite.config.ts.`);
      return { code: mends.reduce((mended, [, place, mend]) => mended.replace(place, mend), code), map: null };
    },
  };
}

/** pffft's script asks for Node's `module` in Node only; the note that a browser has none says nothing new at every build. */
const rolldownOptions = {
  checks: { pluginTimings: false },
  onLog(
    level: 'info' | 'debug' | 'warn',
    log: { message: string },
    next: (level: 'info' | 'debug' | 'warn', log: { message: string }) => void,
  ) {
    if (!/"module" has been externalized.*pffft/.test(log.message)) next(level, log);
  },
};

export default defineConfig({
  plugins: [mendedMediabunny(), threadScript(), react(), models(), offline()],
  worker: { format: 'es', plugins: () => [mendedMediabunny(), threadScript()], rolldownOptions },
  build: { target: 'es2022', assetsInlineLimit: 0, sourcemap: false, rolldownOptions },
  // Its script finds its binary beside itself, which the optimiser would move.
  optimizeDeps: { exclude: ['@echogarden/pffft-wasm', 'mediabunny'] },
  server: { headers: developmentHeaders },
  preview: { headers: securityHeaders },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    testTimeout: 60_000,
    // So that the mended place is the one that is tested.
    server: { deps: { inline: ['mediabunny'] } },
  },
});
