/** Node's part of the bench: prints what it measured as JSON. Started by bench/bench.mjs with a part and its options as JSON. */
import { benchOnWasm } from './on-wasm';
import { benchOnWebGpu } from './on-webgpu';
import type { BenchOptions } from './options';

const PARTS = { wasm: benchOnWasm, webgpu: benchOnWebGpu } as const;

const [part = '', json = '{}'] = process.argv.slice(2);
if (part !== 'wasm' && part !== 'webgpu') throw new Error(`There is no part ${JSON.stringify(part)}, only wasm and webgpu.`);
const measured = await PARTS[part](JSON.parse(json) as BenchOptions);
// Dawn's threads would keep the process alive, so it ends once the pipe has taken everything.
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
