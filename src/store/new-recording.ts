import type { RenderSettings } from '../base/settings';
import { NO_PICTURES, type RecordingState } from './app-state';

/** A recording that waits for its turn. */
export function newRecording(key: number, file: { name: string; size: number }, settings: RenderSettings): RecordingState {
  return {
    key,
    name: file.name,
    numBytes: file.size,
    settings,
    past: [],
    future: [],
    keeping: 'pending',
    workId: undefined,
    downloaded: false,
    handle: undefined,
    work: { status: 'queued' },
    view: undefined,
    selection: undefined,
    loss: undefined,
    pictures: NO_PICTURES,
    levels: undefined,
    figures: {
      own: { status: 'none' },
      reference: { status: 'none' },
      rating: { status: 'none' },
      lastRating: undefined,
      cleanName: undefined,
    },
  };
}
