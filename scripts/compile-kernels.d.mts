export function compileKernels(): Promise<Uint8Array>;
export function kernelsModule(binary: Uint8Array): string;
