import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Channels, WavEncoding } from '../base/types';
import { blobBytes } from '../media/byte-source';
import { WavSource } from '../media/wav-source';
import { encodeSamples, wavHeader } from '../media/wav-writer';

const folder = mkdtempSync(join(tmpdir(), 'limpid-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/cli.mjs', 'denoise', ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function noise(length: number, level = 0.3): Float32Array {
  let state = 5;
  return Float32Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * level * (i % 9000 < 4000 ? 1 : 0.1);
  });
}

function writeWav(name: string, channels: Channels, sampleRateHz: number, encoding: WavEncoding = 's16'): string {
  const numSamples = channels[0]?.length ?? 0;
  const path = join(folder, name);
  const header = wavHeader({ sampleRateHz, numChannels: channels.length, numSamples, encoding });
  writeFileSync(path, Buffer.concat([header, encodeSamples(channels, encoding)]));
  return path;
}

async function read(path: string): Promise<{ source: WavSource; channels: Channels }> {
  const source = await WavSource.open(blobBytes(new Blob([readFileSync(path)])));
  return { source, channels: await source.read(new AbortController().signal, 0, source.format.numSamples) };
}

function peakOf(channel: Float32Array): number {
  return channel.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

describe('npm run denoise', { timeout: 60_000 }, () => {
  it('explains itself', () => {
    const { code, out } = run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--max-reduction-db');
  });

  it('turns a noisy recording into a cleaner one of the same rate and length, and says so in JSON', async () => {
    const output = join(folder, 'clean.wav');
    const { code, out, err } = run('e2e/fixtures/noisy.wav', output, '--json');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      input: 'e2e/fixtures/noisy.wav',
      output,
      seconds: 1.15,
      processingSeconds: expect.any(Number),
      backend: 'wasm',
      model: 'small',
    });
    const [result, reference, noisy] = [await read(output), await read('e2e/fixtures/clean.wav'), await read('e2e/fixtures/noisy.wav')];
    expect(result.source.format).toMatchObject({ sampleRateHz: 16_000, numChannels: 1, numSamples: 18_400 });
    const errorEnergy = (x: Channels): number =>
      (x[0] ?? new Float32Array()).reduce((sum, v, i) => sum + (v - (reference.channels[0]?.[i] ?? 0)) ** 2, 0);
    expect(errorEnergy(noisy.channels) / errorEnergy(result.channels)).toBeGreaterThan(2);
  });

  it('keeps rate, channels, length and encoding of everything, and is never louder', async () => {
    const input = join(folder, 'many');
    mkdirSync(input);
    const loud = noise(20_000, 3).map((v) => Math.max(-1, Math.min(1, v)));
    writeWav('many/telephone.wav', [noise(8_001)], 8_000);
    writeWav('many/studio.wav', [noise(96_000)], 192_000, 's24');
    writeWav(
      'many/surround.wav',
      [1, 2, 3, 4, 5, 6].map(() => noise(9_600)),
      48_000,
    );
    writeWav('many/float.wav', [noise(22_050), noise(22_050)], 44_100, 'f32');
    writeWav('many/blip.wav', [noise(882)], 44_100);
    writeWav('many/clipped.wav', [loud], 44_100);
    writeWav('many/silence.wav', [new Float32Array(16_000)], 16_000);
    const output = join(folder, 'many-out');
    const { code, err } = run(input, output);
    expect(err).toBe('');
    expect(code).toBe(0);
    for (const name of readdirSync(input)) {
      const [source, result] = [await read(join(input, name)), await read(join(output, name))];
      expect(result.source.format).toEqual(source.source.format);
      for (const [c, channel] of result.channels.entries()) {
        expect(channel.every(Number.isFinite)).toBe(true);
        expect(peakOf(channel)).toBeLessThanOrEqual(peakOf(source.channels[c] ?? channel));
      }
    }
    expect(peakOf((await read(join(output, 'silence.wav'))).channels[0] ?? new Float32Array(1))).toBe(0);
  });

  it('reads samples that are not numbers as silence, and says so', async () => {
    const path = writeWav('nan.wav', [noise(16_000)], 16_000, 'f32');
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(0x7fc00000, bytes.length - 4000);
    writeFileSync(path, bytes);
    const { code, err } = run(path, join(folder, 'nan-out.wav'));
    expect(code).toBe(0);
    expect(err).toContain('not numbers');
    expect((await read(join(folder, 'nan-out.wav'))).channels[0]?.every(Number.isFinite)).toBe(true);
  });

  it('reports a bad file of a folder by its code, writes the others, and ends with 1', () => {
    const input = join(folder, 'mixed');
    mkdirSync(input);
    writeWav('mixed/good.wav', [noise(8_000)], 16_000);
    writeFileSync(join(input, 'letter.wav'), 'Dear all, this is no recording.');
    writeFileSync(join(input, 'empty.wav'), '');
    const { code, out, err } = run(input, join(folder, 'mixed-out'), '--json');
    expect(code).toBe(1);
    expect(err).toMatch(/decode\/unsupported: .*letter\.wav/);
    expect(err).toMatch(/decode\/empty-file: .*empty\.wav/);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(join(folder, 'mixed-out'))).toEqual(['good.wav']);
  });

  it('limits the reduction as asked', async () => {
    const path = writeWav('hiss.wav', [noise(32_000)], 16_000, 'f32');
    const [none, some] = [join(folder, 'none.wav'), join(folder, 'some.wav')];
    expect(run(path, none, '--max-reduction-db', '0').code).toBe(0);
    expect(run(path, some, '--max-reduction-db', '6').code).toBe(0);
    expect((await read(none)).channels).toEqual((await read(path)).channels);
    const energy = (x: Channels): number => (x[0] ?? new Float32Array()).reduce((sum, v) => sum + v * v, 0);
    const reducedDb = 10 * Math.log10(energy((await read(some)).channels) / energy((await read(path)).channels));
    expect(reducedDb).toBeLessThan(-1);
    expect(reducedDb).toBeGreaterThan(-6.3);
  });

  it.each([
    [['nowhere.wav', 'out.wav'], 'file/not-found'],
    [['e2e/fixtures/noisy.wav'], 'settings/out-of-range'],
    [['e2e/fixtures/noisy.wav', 'out.wav', '--max-reduction-db', 'lots'], 'settings/out-of-range'],
    [['e2e/fixtures/noisy.wav', 'out.wav', '--backend', 'abacus'], 'settings/out-of-range'],
    [['e2e/fixtures/noisy.wav', 'out.wav', '--model', 'nothing'], 'weights/missing'],
    [['e2e/fixtures/noisy.wav', 'out.wav', '--model', 'fixtures/mel.safetensors'], 'weights/corrupt'],
    [['e2e/fixtures/noisy.wav', '/dev/null/out.wav'], 'file/unwritable'],
  ])('%j fails with %s', (args, code) => {
    const { code: exit, err } = run(...args);
    expect(exit).not.toBe(0);
    expect(err).toContain(code);
  });
});
