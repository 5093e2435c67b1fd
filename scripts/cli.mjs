/** Runs a command of src/cli from its TypeScript source: `node scripts/cli.mjs denoise ...`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from './bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...args] = process.argv.slice(2);

if (!name || !existsSync(join(root, 'src', 'cli', `${name}.ts`))) {
  console.error(`There is no command ${JSON.stringify(name)} in src/cli.`);
  process.exit(2);
}
const bundle = bundleForNode(`src/cli/${name}.ts`, ['src']);
// npm changes into the package's folder; paths on the command line are meant from where it was called.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(spawnSync(process.execPath, [bundle, ...args], { stdio: 'inherit', cwd }).status ?? 1);
