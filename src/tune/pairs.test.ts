import { describe, expect, it } from 'vitest';
import { matchPairs, sideOf } from './pairs';

describe('names of pairs', () => {
  it.each([
    ['x_clean.wav', 'x_noisy.wav'],
    ['clean/x.wav', 'noisy/x.wav'],
    ['Take 3-CLEAN.wav', 'take 3-noisy.flac'],
    ['anna.wav', 'anna.mp3'],
    ['studio/anna.wav', 'street/anna.wav'],
    ['lav/scene-1.wav', 'camera/scene-1.mov'],
  ])('%s belongs to %s', (clean, noisy) => {
    expect(matchPairs(['other.wav', clean], [noisy, 'unrelated.wav'])).toEqual({
      pairs: [{ clean: 1, noisy: 0 }],
      unmatchedClean: [0],
      unmatchedNoisy: [1],
    });
  });

  it('that fit two files are left to people', () => {
    expect(matchPairs(['a/x.wav', 'b/x.wav'], ['c/x.wav']).pairs).toEqual([]);
  });

  it('with numbers are told apart by them', () => {
    expect(matchPairs(['clean_1.wav', 'clean_2.wav'], ['noisy_2.wav', 'noisy_1.wav']).pairs).toEqual([
      { clean: 1, noisy: 0 },
      { clean: 0, noisy: 1 },
    ]);
  });

  it('tell their side, if they do', () => {
    expect(sideOf('set/clean/x.wav')).toBe('clean');
    expect(sideOf('x_noisy.wav')).toBe('noisy');
    expect(sideOf('x.wav')).toBeUndefined();
  });
});
