import { LimpidError } from '../base/errors';

/** The microphone as it is: nothing that a browser would do to the sound. @throws LimpidError microphone/... */
export async function openMicrophone(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new LimpidError('microphone/unavailable', 'This browser gives pages no microphone here.');
  try {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (cause) {
    const refused = cause instanceof DOMException && cause.name === 'NotAllowedError';
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new LimpidError(refused ? 'microphone/refused' : 'microphone/unavailable', `The microphone does not open: ${message}`, { cause });
  }
}
