import { LimpidError } from './errors';

/** For conditions that only a bug can break. @throws LimpidError internal/bug */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new LimpidError('internal/bug', message);
}
