/** Bundles a TypeScript entry for Node, once and again when a source has changed. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const GRADIENTS = '@tensorflow/tfjs-core/dist/register_all_gradients';
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function newestChange(folder) {
  const times = readdirSync(folder, { recursive: true }).map((file) => statSync(join(folder, String(file))).mtimeMs);
  return Math.max(...times);
}

/** Path of the bundle of `entry`; `folders` are those whose files it is made of. All paths are relative to the project. */
export function bundleForNode(entry, folders) {
  const source = join(root, entry);
  const bundle = join(root, '.tsbuild', 'bundles', entry.replace(/[.]ts$/, '.mjs'));
  const changedMs = Math.max(
    ...folders.map((folder) => newestChange(join(root, folder))),
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
  );
  if (existsSync(bundle) && statSync(bundle).mtimeMs >= changedMs) return bundle;
  buildSync({
    entryPoints: [source],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    // Node cannot load this file of tfjs, which is written as a module and not marked as one; tfjs keeps its registries in one global place.
    alias: { [GRADIENTS]: join(root, 'node_modules', `${GRADIENTS}.js`) },
    logLevel: 'error',
  });
  return bundle;
}
