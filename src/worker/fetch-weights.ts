import { LimpidError } from '../base/errors';

/** The bytes of a file of weights; `name` is what errors call it. @throws LimpidError weights/missing */
export async function fetchWeights(signal: AbortSignal, url: string, name: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new LimpidError('weights/missing', `${name} could not be fetched: ${String(cause)}. Check the connection and reload.`, { cause });
  });
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
    throw new LimpidError('weights/missing', `There is no ${name} here (status ${response.status}). Choose another model.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
