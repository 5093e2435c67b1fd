/** `npm start`: builds the page, serves it, prints the address, and opens a browser where there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { serve } from './serve.mjs';

const HELP = `Usage: npm start -- [--port N] [--no-open] [--no-build]

Builds the page into dist/, serves it, and opens it in a browser where there is one.

  --port N     first port to try (default: 4173)
  --no-open    print the address only
  --no-build   serve dist/ as it is
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    'no-open': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Opens the address with the desktop's own opener; where there is none, the printed address is enough. */
function openBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No browser could be opened; open the address by hand.'));
  child.unref();
}

if (values.help) {
  console.log(HELP);
} else {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`--port is ${values.port}, allowed are whole numbers from 0 to 65535.`);
    process.exit(2);
  }
  if (!values['no-build']) {
    const build = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], { stdio: 'inherit' });
    if (build.status !== 0) process.exit(build.status ?? 1);
  }
  const { url } = await serve('dist', port, true);
  console.log(`Limpid runs at ${url}  (Ctrl+C ends it)`);
  if (!values['no-open']) openBrowser(url);
}
