/** AssemblyScript's compiler, as the project uses it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'dsp', 'kernels');
const SOURCE = 'kernels.as.ts';
const BINARY = 'kernels.wasm';
const OPTIONS = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--noAssert',
  '--disable',
  'bulk-memory',
];

/** Where the compiled kernels stand. */
export const KERNELS_FILE = join(FOLDER, 'kernels-wasm.ts');

/** The kernels as WebAssembly. @throws Error with what the compiler says */
export async function compileKernels() {
  let binary;
  const { error, stderr } = await asc.main([SOURCE, '--outFile', BINARY, ...OPTIONS], {
    readFile: (name, baseDir) => (name === SOURCE ? readFileSync(join(FOLDER, name), 'utf8') : readOrNull(join(baseDir, name))),
    writeFile: (_, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return binary;
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The compiler tries several places for each name.
    return null;
  }
}

/** A module that holds a binary as text. */
export function kernelsModule(binary) {
  const text = Buffer.from(binary).toString('base64');
  return `/** Compiled from kernels.as.ts by \`npm run build:kernels\`: WebAssembly, base64. */\nexport const KERNELS_WASM =\n  '${text}';\n`;
}
