import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RENDER_SETTINGS, type RenderSettings } from '../base/settings';
import type { RecordingHandle } from '../base/types';
import type { EngineApi } from '../worker/protocol';
import { FakeAudio, type Scheduled } from './fake-audio.test-support';
import { FakeEngine } from './fake-engine.test-support';
import { Player } from './player';

const RATE = 8000;
type Read = EngineApi['read'];

function handle(seconds: number, sampleRateHz = RATE): RecordingHandle {
  const format = { sampleRateHz, numChannels: 1, numSamples: seconds * sampleRateHz, encoding: 's16', label: 'WAV' } as const;
  return { recordingId: 1, name: 'a.wav', format, notices: [] };
}

/** Each sample tells its place; `after` is half of it times strength. */
function answer({ startSample, numSamples, settings }: Read['in']): Read['out'] {
  const before = Float32Array.from({ length: numSamples }, (_, i) => startSample + i);
  return { before: [before], after: [before.map((v) => (v / 2) * settings.strength)] };
}

interface Rig {
  readonly player: Player;
  readonly failures: unknown[];
  /** Every context that was asked for, the latest last. */
  readonly audios: FakeAudio[];
  readonly audio: () => FakeAudio;
  readonly reads: Read['in'][];
  readonly ended: () => number;
  settings: RenderSettings;
}

let rig: Rig;

function makeRig(read: (args: Read['in']) => Promise<Read['out']> = async (args) => answer(args)): Rig {
  const reads: Read['in'][] = [];
  const engine = new FakeEngine({
    read: async (args) => {
      reads.push(args);
      return await read(args);
    },
  });
  const audios: FakeAudio[] = [];
  const failures: unknown[] = [];
  let ended = 0;
  const makeAudio = (sampleRate: number): AudioContext => {
    const audio = new FakeAudio(sampleRate);
    audios.push(audio);
    return audio as unknown as AudioContext;
  };
  const player = new Player(engine, { onEnded: () => ended++, onFailed: (error) => failures.push(error) }, makeAudio);
  const made: Rig = {
    player,
    failures,
    audios,
    reads,
    ended: () => ended,
    settings: DEFAULT_RENDER_SETTINGS,
    audio: () => {
      const audio = audios.at(-1);
      if (!audio) throw new Error('no audio yet');
      return audio;
    },
  };
  player.load(handle(60), () => made.settings);
  return made;
}

/** Lets the sound and the player's timer run on. */
async function run(seconds: number): Promise<void> {
  for (let left = seconds; left > 1e-9; left -= 0.2) {
    rig.audio().currentTime += Math.min(0.2, left);
    await vi.advanceTimersByTimeAsync(200);
  }
}

function blocks(which: 0 | 1 | 2): Scheduled[] {
  return rig.audio().scheduled[which] ?? [];
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  rig.player.dispose();
  vi.useRealTimers();
});

describe('playing', () => {
  it('schedules before, after and removed together, block behind block', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(3);
    const [before, after, removed] = [blocks(0), blocks(1), blocks(2)];
    expect(before.length).toBeGreaterThan(5);
    for (const [i, block] of before.entries()) {
      const sec = i === 0 ? 0 : i - 0.5;
      expect(block.samples[0]).toBe(sec * RATE);
      expect(block.atTime).toBeCloseTo((before[0]?.atTime ?? 0) + sec, 9);
      expect(after[i]?.atTime).toBe(block.atTime);
      expect(removed[i]?.atTime).toBe(block.atTime);
      expect(removed[i]?.samples).toEqual(block.samples.map((v, at) => v - (after[i]?.samples[at] ?? 0)));
    }
  });

  it('asks for no more than a few seconds ahead', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(2);
    expect(rig.reads.length).toBeLessThanOrEqual(8);
    await run(10);
    expect(rig.reads.length).toBeLessThanOrEqual(18);
    expect(rig.player.positionSec).toBeCloseTo(12, 0);
  });

  it('ends at the end, once, and begins from the start again', async () => {
    rig = makeRig();
    rig.player.load(handle(3), () => rig.settings);
    await rig.player.play();
    await run(4);
    expect(rig.ended()).toBe(1);
    expect(rig.player.positionSec).toBe(3);
    await rig.player.play();
    expect(rig.player.positionSec).toBe(0);
  });

  it('waits for an engine that is too slow and loses nothing', async () => {
    let slow = false;
    let release = (): void => undefined;
    rig = makeRig(async (args) => {
      if (slow) await new Promise<void>((resolve) => (release = resolve));
      return answer(args);
    });
    await rig.player.play();
    await run(0.4);
    slow = true;
    await run(8);
    const held = blocks(0).length;
    slow = false;
    release();
    await run(2);
    const next = blocks(0)[held];
    expect(next?.samples[0]).toBe((held - 0.5) * RATE);
    expect(next?.offsetSec).toBe(0);
    expect(rig.player.positionSec).toBeLessThan(held + 2.2);
  });
});

describe('pausing and seeking', () => {
  it('keeps the place', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(2);
    rig.player.pause();
    const held = rig.player.positionSec;
    await run(2);
    expect(rig.player.positionSec).toBe(held);
    await rig.player.play();
    expect(rig.reads.at(-1)?.startSample).toBeGreaterThanOrEqual(Math.round(held * RATE));
  });

  it('drops the answer to a place that was left meanwhile', async () => {
    const releases: (() => void)[] = [];
    rig = makeRig(async (args) => {
      await new Promise<void>((resolve) => releases.push(resolve));
      return answer(args);
    });
    void rig.player.play();
    await vi.advanceTimersByTimeAsync(0);
    void rig.player.seek(30);
    await vi.advanceTimersByTimeAsync(0);
    for (const release of releases) release();
    await vi.advanceTimersByTimeAsync(0);
    expect(blocks(0).map(({ samples }) => samples[0])).toEqual([30 * RATE]);
    expect(rig.player.positionSec).toBe(30);
  });

  it('tells its watchers where it went', async () => {
    rig = makeRig();
    const seen: number[] = [];
    const unwatch = rig.player.watch(() => seen.push(rig.player.positionSec));
    await rig.player.seek(5);
    await rig.player.seek(500);
    unwatch();
    await rig.player.seek(1);
    expect(seen).toEqual([5, 60]);
  });
});

describe('a loop', () => {
  it('is heard again and again without a gap, its ends softened', async () => {
    rig = makeRig();
    await rig.player.setLoop({ startSec: 10, endSec: 12.5 });
    expect(rig.player.positionSec).toBe(10);
    await rig.player.play();
    await run(9);
    const played = blocks(0);
    let due = played[0]?.atTime ?? 0;
    for (const block of played) {
      expect(block.atTime).toBeCloseTo(due, 9);
      due += block.samples.length / RATE;
      const places = block.samples.filter((v) => v !== 0);
      expect(Math.max(...places)).toBeLessThan(12.5 * RATE);
      expect(block.samples[100]).toBeGreaterThanOrEqual(10 * RATE);
    }
    expect(played.filter(({ samples }) => samples[0] === 0)).toHaveLength(5);
    expect(played.filter(({ samples }) => samples.at(-1) === 0).length).toBeGreaterThan(2);
    expect(rig.player.positionSec).toBeCloseTo(11.5, 0);
    expect(rig.ended()).toBe(0);
  });

  it('that is taken away plays on from where it is', async () => {
    rig = makeRig();
    await rig.player.setLoop({ startSec: 10, endSec: 11 });
    await rig.player.play();
    await run(2.4);
    const numBefore = blocks(0).length;
    const sec = rig.player.positionSec;
    await rig.player.setLoop(undefined);
    await run(3);
    expect(rig.player.positionSec).toBeCloseTo(sec + 3, 1);
    for (const block of blocks(0).slice(numBefore + 1)) expect(block.samples[0]).toBeGreaterThan(10 * RATE);
  });
});

describe('levels', () => {
  it('hold for what is heard, and switching keeps them', async () => {
    rig = makeRig();
    await rig.player.play();
    rig.player.setGains({ before: 0.5, after: 0.8, removed: 1 });
    expect(rig.audio().levels).toEqual([0, 0.8, 0]);
    rig.player.listenTo('before');
    expect(rig.audio().levels).toEqual([0.5, 0, 0]);
    rig.player.listenTo('removed');
    expect(rig.audio().levels).toEqual([0, 0, 1]);
  });
});

describe('changed settings', () => {
  it('are heard a moment later at the same place, without a gap', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(1);
    const old = blocks(1).at(-1);
    const numOld = blocks(1).length;
    rig.settings = { ...DEFAULT_RENDER_SETTINGS, strength: 0.5 };
    void rig.player.refresh();
    await vi.advanceTimersByTimeAsync(0);
    const fresh = blocks(1)[numOld];
    if (!fresh || !old) throw new Error('nothing scheduled');
    const startSec = (fresh.samples[0] ?? 0) / 0.25 / RATE;
    expect(fresh.atTime - (blocks(0)[0]?.atTime ?? 0)).toBeCloseTo(startSec, 3);
    expect(old.stopTime).toBeCloseTo(fresh.atTime, 1);
    expect(rig.player.positionSec).toBeCloseTo(1, 1);
  });

  it('changed before the first sound is heard begin with the first sample too', async () => {
    rig = makeRig();
    await rig.player.play();
    rig.settings = { ...DEFAULT_RENDER_SETTINGS, strength: 0.5 };
    await rig.player.refresh();
    expect(rig.reads.map(({ startSample }) => Math.min(0, startSample))).toEqual(rig.reads.map(() => 0));
    const [first, renewed] = blocks(1).filter(({ samples }) => samples[0] === 0);
    expect(renewed?.samples[8]).toBe(first!.samples[8]! / 2);
    expect(renewed?.atTime).toBe(first?.atTime);
  });

  it('that change faster than the engine answers are asked for one at a time, the last one last', async () => {
    const releases: (() => void)[] = [];
    let hold = false;
    rig = makeRig(async (args) => {
      if (hold) await new Promise<void>((resolve) => releases.push(resolve));
      return answer(args);
    });
    await rig.player.play();
    await run(0.4);
    hold = true;
    const before = rig.reads.length;
    for (let percent = 99; percent >= 50; percent--) {
      rig.settings = { ...DEFAULT_RENDER_SETTINGS, strength: percent / 100 };
      void rig.player.refresh();
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(rig.reads.length - before).toBe(1);
    hold = false;
    for (const release of releases) release();
    await vi.advanceTimersByTimeAsync(0);
    expect(rig.reads.at(-1)?.settings.strength).toBe(0.5);
  });
});

describe('a sound device whose clock stands still', () => {
  it('is given up for a fresh one, and the sound goes on at the same place', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(3);
    await vi.advanceTimersByTimeAsync(3200);
    expect(rig.audios).toHaveLength(2);
    expect(rig.audios[0]?.isClosed).toBe(true);
    // The first block is heard a moment after its start.
    expect(blocks(0)[0]?.samples[0]).toBeCloseTo((3 - 0.03) * RATE, 0);
    await run(2);
    expect(rig.player.positionSec).toBeCloseTo(5 - 2 * 0.03, 2);
    expect(rig.failures).toEqual([]);
  });

  it('is said to take no sound when fresh ones stand still too, and the place is kept', async () => {
    rig = makeRig();
    await rig.player.play();
    await run(3);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(rig.audios).toHaveLength(3);
    expect(rig.failures).toMatchObject([{ code: 'play/failed' }]);
    expect(rig.player.positionSec).toBeCloseTo(3, 1);
  });
});

describe('what cannot be played', () => {
  it('is refused with a typed error', async () => {
    rig = makeRig();
    const player = new Player(new FakeEngine(), { onEnded: () => undefined, onFailed: () => undefined }, () => {
      throw new DOMException('rate', 'NotSupportedError');
    });
    player.load(handle(1, 1000), () => rig.settings);
    await expect(player.play()).rejects.toMatchObject({ code: 'play/failed' });
    player.dispose();
  });
});
