import { LimpidError } from '../base/errors';

/** Writes an error to standard error: its code, the file if there is one, and its message. */
export function fail(error: unknown, file?: string): void {
  const code = error instanceof LimpidError ? error.code : 'error';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${code}: ${file === undefined ? '' : `${file}: `}${message}\n`);
}
