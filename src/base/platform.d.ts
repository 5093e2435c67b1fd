/**
 * What every platform that Limpid runs on has, page, worker and Node alike, and the layers without a platform library may use.
 * The platform libraries of the other layers declare the same in full.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class DOMException extends Error {
  constructor(message?: string, name?: string);
}

declare function setTimeout(callback: () => void, delayMs?: number): unknown;
declare function setInterval(callback: () => void, periodMs?: number): unknown;
declare function clearInterval(id: unknown): void;
declare function atob(text: string): string;

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  interface Instance {
    readonly exports: object;
  }
  function instantiate(bytes: Uint8Array): Promise<{ readonly instance: Instance }>;
}

interface MessagePort {
  onmessage: ((event: never) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

declare class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
}
