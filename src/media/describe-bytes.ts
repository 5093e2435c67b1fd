/** What the first bytes of a file look like, for messages and for telling text from audio. */

const MAX_QUOTED = 24;

/** Whether bytes are plain text: printable ASCII or UTF-8, tabs and line ends; no bytes at all are not text. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false;
  // A character may be cut in two at the end: a streaming decoder waits for its rest.
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The bytes for people: quoted where they are text, else in hexadecimal. */
export function describeBytes(bytes: Uint8Array): string {
  if (looksLikeText(bytes)) {
    const text = new TextDecoder().decode(bytes).replace(/\s+/g, ' ').trim();
    return `the text “${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text}”`;
  }
  return `the bytes ${Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
