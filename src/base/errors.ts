/** Every failure that a user can meet, `area/reason`, with its one line of meaning. */
export const ERROR_CODES = {
  'decode/empty-file': 'The file has no bytes.',
  'decode/unsupported': 'No decoder for this container or codec.',
  'decode/corrupt': 'The file contradicts itself or ends in the middle of its header.',
  'decode/no-audio': 'A readable file without a single audio sample.',
  'decode/needs-page': 'Only the page can decode this file (decodeAudioData); raised by the worker, handled by the open command.',
  'settings/out-of-range': 'A setting or argument lies outside its range.',
  'backend/unavailable': 'The requested backend does not exist here.',
  'backend/self-test': 'The backend computes wrong numbers.',
  'backend/gpu-error': 'The GPU reported an error during a job.',
  'backend/device-lost': 'The GPU device was lost and could not be had again.',
  'memory/exhausted': 'Memory ran out.',
  'weights/missing': 'The model file is not there.',
  'weights/corrupt': 'The model file is damaged, or is not a model file.',
  'weights/version': 'The model file has a format or architecture that this version does not know.',
  'weights/no-profile': 'The model file is whole, but no profile: it names no parent.',
  'finetune/no-material': 'Nothing was given to learn from.',
  'finetune/too-short': 'There is too little material to learn from, or to measure on.',
  'finetune/too-long': 'There is more material than fits into memory.',
  'finetune/pair': 'Two recordings do not belong together as clean and noisy.',
  'finetune/diverged': 'Training ran into numbers that are not finite; the best weights so far are kept.',
  'finetune/checkpoint': 'A checkpoint does not belong to this model, material or options.',
  'rehearsal/corrupt': 'The bundled rehearsal set is damaged.',
  'storage/quota': 'The browser gives no more storage.',
  'storage/corrupt': 'What was stored is damaged.',
  'storage/version': 'A later version of Limpid has changed what is stored.',
  'storage/not-found': 'What was stored is not there any more.',
  'storage/in-use': 'Another tab has it open.',
  'storage/unavailable': 'The browser keeps nothing for this page, or does not answer.',
  'microphone/refused': 'The page may not use the microphone.',
  'microphone/unavailable': 'There is no microphone, or it does not answer.',
  'file/not-found': 'A path on the command line does not exist.',
  'file/unreadable': 'The file can no longer be read: moved, changed or removed since it was opened.',
  'file/unwritable': 'The result cannot be written there.',
  'export/unsupported': 'The result cannot be written in that format.',
  'play/failed': 'The browser refuses to play sound.',
  'worker/crashed': 'The worker stopped without an answer.',
  'internal/bug': 'A condition that the code rules out.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Plain data that survives `postMessage`; the other side rebuilds the error from it. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly stack: string | undefined;
}

/** The one error class. `message` says what happened, what came and what is allowed. */
export class LimpidError extends Error {
  override readonly name = 'LimpidError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Whether an error is a cancellation, which is never shown and never logged. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The error as a LimpidError: itself, or wrapped as `fallback`, or as memory/exhausted where it says so. */
export function toLimpidError(error: unknown, fallback: ErrorCode = 'internal/bug'): LimpidError {
  if (error instanceof LimpidError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const exhausted = error instanceof RangeError && /allocation|array (buffer|length)|memory/i.test(message);
  const wrapped = new LimpidError(exhausted ? 'memory/exhausted' : fallback, message, { cause: error });
  if (error instanceof Error && error.stack) wrapped.stack = error.stack;
  return wrapped;
}

/** As plain data for `postMessage`, which would strip a subclass of its code. */
export function toErrorRecord(error: unknown): ErrorRecord {
  const { code, message, stack } = toLimpidError(error);
  return { code, message, stack };
}

/** The LimpidError that `toErrorRecord` described. */
export function fromErrorRecord(record: ErrorRecord): LimpidError {
  const error = new LimpidError(record.code, record.message);
  if (record.stack) error.stack = record.stack;
  return error;
}
