/** Node's part of the bench: prints what it measured as JSON. Started by bench/bench.mjs with a part and its options as JSON. */
import { benchOnWasm } from './on-wasm';
import type { BenchOptions } from './options';

const [part, json = '{}'] = process.argv.slice(2);
const options = JSON.parse(json) as BenchOptions;
if (part !== 'wasm') throw new Error(`no part ${part}`);
process.stdout.write(`${JSON.stringify(await benchOnWasm(options))}\n`);
process.exit(0);
