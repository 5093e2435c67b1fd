/** Path of a Chromium that is already there, or undefined. */
export function findChromium(): string | undefined;
/** Path of a Chromium; installs one if there is none. */
export function requireChromium(): string;
