/** `npm run build:kernels`: compiles src/dsp/kernels/kernels.as.ts to WebAssembly and writes it down as text, so that every bundler and Node load it alike. */
import { writeFileSync } from 'node:fs';
import { compileKernels, KERNELS_FILE, kernelsModule } from './compile-kernels.mjs';

writeFileSync(KERNELS_FILE, kernelsModule(await compileKernels()));
