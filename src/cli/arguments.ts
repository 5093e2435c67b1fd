import { LimpidError } from '../base/errors';

/** An error about the words of a command line. */
export function usage(message: string): LimpidError {
  return new LimpidError('settings/out-of-range', `${message} See --help.`);
}

/** Runs a parser of the command line; what it throws becomes a LimpidError settings/out-of-range. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

/** The number that an option holds. @throws LimpidError settings/out-of-range when it is none, or not within the range */
export function readNumber(name: string, text: string, min: number, max: number, kind: 'whole' | 'any' = 'any'): number {
  const value = Number(text);
  const isWhole = kind === 'whole';
  if (text.trim() === '' || !(value >= min && value <= max) || (isWhole && !Number.isInteger(value)))
    throw usage(`--${name} is ${JSON.stringify(text)}, allowed are ${isWhole ? 'whole ' : ''}numbers from ${min} to ${max}.`);
  return value;
}

/** The one of the allowed words that an option holds. @throws LimpidError settings/out-of-range when it is none of them */
export function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw usage(`--${name} is ${JSON.stringify(text)}, allowed are ${allowed.join(', ')}.`);
  return found;
}
