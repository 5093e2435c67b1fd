/** Runs a command of src/cli from its TypeScript source: `node scripts/cli.mjs denoise ...`. Bundled once and again when a source has changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const GRADIENTS = '@tensorflow/tfjs-core/dist/register_all_gradients';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...args] = process.argv.slice(2);
const entry = join(root, 'src', 'cli', `${name}.ts`);
const bundle = join(root, '.tsbuild', 'cli', `${name}.mjs`);

function newestChange(folder) {
  const times = readdirSync(folder, { recursive: true }).map((file) => statSync(join(folder, String(file))).mtimeMs);
  return Math.max(...times);
}

if (!name || !existsSync(entry)) {
  console.error(`There is no command ${JSON.stringify(name)} in src/cli.`);
  process.exit(2);
}
if (
  !existsSync(bundle) ||
  statSync(bundle).mtimeMs < Math.max(newestChange(join(root, 'src')), statSync(fileURLToPath(import.meta.url)).mtimeMs)
) {
  buildSync({
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // Node cannot load this file of tfjs, which is written as a module and not marked as one; tfjs keeps its registries in one global place.
    alias: { [GRADIENTS]: join(root, 'node_modules', `${GRADIENTS}.js`) },
    logLevel: 'error',
  });
}
// npm changes into the package's folder; paths on the command line are meant from where it was called.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(spawnSync(process.execPath, [bundle, ...args], { stdio: 'inherit', cwd }).status ?? 1);
