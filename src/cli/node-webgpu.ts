import { LimpidError } from '../base/errors';

/**
 * Gives Node the browser's `navigator.gpu`, by Dawn's bindings. It must run before tfjs's WebGPU backend is loaded, which looks for it then.
 * @throws LimpidError backend/unavailable when the package `webgpu` is not installed for this platform
 */
export async function provideWebGpu(): Promise<void> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
  } catch (cause) {
    throw new LimpidError(
      'backend/unavailable',
      `WebGPU in Node needs the package "webgpu", which does not load here: ${String(cause)}. Use --backend wasm.`,
      { cause },
    );
  }
}
