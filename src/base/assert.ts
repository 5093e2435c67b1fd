import { LimpidError } from './errors';

/** For conditions that only a bug can break. @throws LimpidError internal/bug */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new LimpidError('internal/bug', message);
}

/** The branch that the types rule out. @throws LimpidError internal/bug */
export function assertNever(value: never, what: string): never {
  throw new LimpidError('internal/bug', `unexpected ${what}: ${JSON.stringify(value)}`);
}
