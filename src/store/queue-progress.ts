import type { AppState, RecordingState } from './app-state';
import { durationOf } from './selectors';

/** The queue as a whole. */
export interface QueueProgress {
  readonly numDone: number;
  readonly numFailed: number;
  readonly numAll: number;
  /** Whether something is under way or waits. */
  readonly busy: boolean;
  /** 0...1, by length of sound. */
  readonly fraction: number;
  /** Seconds until everything is done; undefined as long as nothing tells how fast it goes. */
  readonly leftSec: number | undefined;
}

/** Seconds of sound: known, or guessed from the file's size by those that are known. */
function seconds(recordings: readonly RecordingState[]): (recording: RecordingState) => number {
  const known = recordings.filter(({ handle }) => handle !== undefined);
  const numBytes = known.reduce((sum, r) => sum + r.numBytes, 0);
  const secPerByte = numBytes > 0 ? known.reduce((sum, r) => sum + durationOf(r), 0) / numBytes : 0;
  return (recording) => (recording.handle ? durationOf(recording) : recording.numBytes * secPerByte);
}

function doneShare({ work }: RecordingState): number {
  if (work.status === 'done') return 1;
  return work.status === 'denoising' && work.progress ? work.progress.doneSec / work.progress.totalSec : 0;
}

/** How fast sound is worked off, in seconds a second, by what is under way and what is done. */
function speed(recordings: readonly RecordingState[]): number | undefined {
  const running = recordings.find(({ work }) => work.status === 'denoising' && work.progress && work.progress.xRealTime > 0);
  if (running?.work.status === 'denoising' && running.work.progress) return running.work.progress.xRealTime;
  const done = recordings.flatMap((r) => (r.work.status === 'done' ? [{ sec: durationOf(r), tookSec: r.work.tookSec }] : []));
  const tookSec = done.reduce((sum, d) => sum + d.tookSec, 0);
  return tookSec > 0 ? done.reduce((sum, d) => sum + d.sec, 0) / tookSec : undefined;
}

/** Counts, share and time left of all recordings of the session. */
export function queueProgress({ recordings }: Pick<AppState, 'recordings'>): QueueProgress {
  const secondsOf = seconds(recordings);
  const counted = recordings.filter(({ work }) => work.status !== 'failed');
  const totalSec = counted.reduce((sum, r) => sum + secondsOf(r), 0);
  const doneSec = counted.reduce((sum, r) => sum + secondsOf(r) * doneShare(r), 0);
  const xRealTime = speed(recordings);
  return {
    numDone: recordings.filter(({ work }) => work.status === 'done').length,
    numFailed: recordings.length - counted.length,
    numAll: recordings.length,
    busy: recordings.some(({ work }) => ['queued', 'opening', 'waiting', 'denoising'].includes(work.status)),
    fraction: totalSec > 0 ? doneSec / totalSec : 0,
    leftSec: xRealTime === undefined ? undefined : (totalSec - doneSec) / xRealTime,
  };
}
