import { describe, expect, it } from 'vitest';
import { DEFAULT_RENDER_SETTINGS } from '../base/settings';
import { NUM_BANDS } from './constants';
import { loadFft } from './fft';
import { MEL_STEP_DB } from './mel-track';
import { Recording } from './recording';
import { NUM_SCALE_ROWS } from './scale-rows';
import { StftPainter } from './stft-painter';

const RATE = 44_100;
const PITCH_HZ = 200;
const { signal } = new AbortController();

/** Two seconds of a voice's harmonics at equal levels, all gains 1/2. */
async function harmonics(): Promise<Recording> {
  const numHarmonics = Math.floor(8000 / PITCH_HZ);
  const samples = Float32Array.from({ length: 2 * RATE }, (_, i) => {
    let sum = 0;
    for (let n = 1; n <= numHarmonics; n++) sum += 0.01 * Math.cos((2 * Math.PI * n * PITCH_HZ * i) / RATE + n * n);
    return sum;
  });
  const recording = new Recording(await loadFft(), async (_s, start, count) => [samples.slice(start, start + count)], RATE, samples.length);
  const frames = recording.frames();
  await frames.features(signal, 0, recording.numFrames);
  frames.dispose();
  recording.gains.append(new Float32Array(recording.numFrames * NUM_BANDS).fill(0.5));
  return recording;
}

describe.each(['log', 'linear'] as const)('on a %s scale', (scale) => {
  it('harmonics stand apart at their frequencies up to 3 kHz, and gains lower every row alike', async () => {
    const recording = await harmonics();
    const painter = new StftPainter(recording, scale);
    const shaper = recording.shaper(DEFAULT_RENDER_SETTINGS);
    const { before, after } = await painter.paint(signal, shaper, { startFrame: 50, endFrame: 51, numColumns: 1 });
    const rowOf = (hz: number): number =>
      painter.rows.centresHz.findIndex((centre, row) => (painter.rows.centresHz[row + 1] ?? 1e9) + centre > 2 * hz);
    for (let n = 4; n * PITCH_HZ < 3000; n++) {
      const [peak, gap] = [n * PITCH_HZ, (n + 0.5) * PITCH_HZ].map((hz) => before[rowOf(hz)] ?? 0);
      expect(((peak ?? 0) - (gap ?? 0)) * MEL_STEP_DB).toBeGreaterThan(10);
    }
    const row = rowOf(10 * PITCH_HZ);
    expect(((before[row] ?? 0) - (after[row] ?? 0)) * MEL_STEP_DB).toBeCloseTo(6, 0);
    expect(before).toHaveLength(NUM_SCALE_ROWS);
    expect(painter.rows.centresHz.at(-1)).toBeLessThan(RATE / 2);
    painter.dispose();
  });
});

it('a column over many frames shows the strongest of those looked at', async () => {
  const recording = await harmonics();
  const painter = new StftPainter(recording, 'linear');
  const shaper = recording.shaper(DEFAULT_RENDER_SETTINGS);
  const { before: many } = await painter.paint(signal, shaper, { startFrame: 40, endFrame: 44, numColumns: 4 });
  const { before: one } = await painter.paint(signal, shaper, { startFrame: 40, endFrame: 44, numColumns: 1 });
  const strongest = one.map((_, row) => Math.max(...[0, 1, 2, 3].map((c) => many[c * NUM_SCALE_ROWS + row] ?? 0)));
  expect(one).toEqual(strongest);
  painter.dispose();
});
