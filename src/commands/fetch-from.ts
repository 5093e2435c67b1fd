import { LimpidError } from '../base/errors';

/** Fetches what ships with the app. @throws LimpidError file/not-found; AbortError when `signal` fires */
export async function fetchFrom(signal: AbortSignal, url: string): Promise<Response> {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new LimpidError('file/not-found', `${url} could not be fetched. Check the connection and try again.`, { cause });
  });
  if (!response.ok) throw new LimpidError('file/not-found', `${url} is not there (status ${response.status}).`);
  return response;
}
