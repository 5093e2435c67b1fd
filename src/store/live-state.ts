import type { LivePace } from '../base/live';

/** What of the microphone is heard: nothing, as it comes, or cleaned. */
export type Monitor = 'off' | 'before' | 'after';

/** What was recorded. */
export interface LiveTake {
  /** File name of the sound as it came. */
  readonly name: string;
  readonly seconds: number;
}

export type LiveState =
  | { readonly status: 'off' | 'starting'; readonly take: LiveTake | undefined }
  | {
      readonly status: 'running';
      readonly take: LiveTake | undefined;
      readonly monitor: Monitor;
      readonly pace: LivePace;
      /** From the microphone's sample to the speaker's, milliseconds, as far as the page can see; undefined until it plays. */
      readonly latencyMs: number | undefined;
      /** Times that the sound came too late. */
      readonly holes: number;
      /** Largest magnitudes of the last quarter of a second. */
      readonly peaks: { readonly before: number; readonly after: number };
      /** Seconds recorded; undefined while nothing is. */
      readonly recordedSec: number | undefined;
    };
