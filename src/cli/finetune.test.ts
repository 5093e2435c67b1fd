import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { encodeSamples, wavHeader } from '../media/wav-writer';
import { parseProfile } from '../tune/profile';

const folder = mkdtempSync(join(tmpdir(), 'limpid-tune-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/cli.mjs', command, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** Two pairs of the short fixture, under names that have to be matched. */
function writePairs(): { clean: string; noisy: string; noise: string } {
  const places = { clean: join(folder, 'clean'), noisy: join(folder, 'noisy'), noise: join(folder, 'noise') };
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true });
  for (const n of [1, 2]) {
    copyFileSync('e2e/fixtures/clean.wav', join(places.clean, `take ${n}_clean.wav`));
    copyFileSync('e2e/fixtures/noisy.wav', join(places.noisy, `Take ${n}_noisy.wav`));
  }
  const samples = Float32Array.from({ length: 32_000 }, (_, i) => 0.1 * Math.sin(i * i * 0.01));
  const header = wavHeader({ sampleRateHz: 16_000, numChannels: 1, numSamples: samples.length, encoding: 's16' });
  writeFileSync(join(places.noise, 'machine.wav'), Buffer.concat([header, encodeSamples([samples], 's16')]));
  return places;
}

describe('npm run finetune', () => {
  const { clean, noisy, noise } = writePairs();
  const quick = ['--steps', '1', '--layers', 'output', '--json'];

  it('explains itself', () => {
    const { code, out } = run('finetune', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--noise DIR');
  });

  it('makes a profile of pairs with which npm run denoise works', { timeout: 120_000 }, async () => {
    const out = join(folder, 'anna.safetensors');
    const result = run('finetune', '--clean', clean, '--noisy', noisy, '--out', out, ...quick);
    expect(result.code, result.err).toBe(0);
    const report = JSON.parse(result.out);
    expect(report).toMatchObject({ out, model: 'small', backend: 'wasm', steps: 1, ended: 'finished', options: { seed: 1 } });
    expect(report.proof.general.base.stoi).toBeGreaterThan(0.5);
    const { info } = await parseProfile(new Uint8Array(readFileSync(out)));
    expect(info).toMatchObject({ name: 'anna', parent: 'small' });
    expect(run('denoise', 'e2e/fixtures/noisy.wav', join(folder, 'cleaned.wav'), '--model', out).code).toBe(0);
  });

  it('makes a profile of clean speech and noise', { timeout: 120_000 }, () => {
    const mixed = join(folder, 'mixed.safetensors');
    const { code, err, out } = run('finetune', '--clean', clean, '--noise', noise, '--out', mixed, '--snr=-2.5,10', ...quick);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).options.snrRangeDb).toEqual([-2.5, 10]);
  });

  it.each([
    [['--clean', 'nowhere', '--noisy', 'nowhere', '--out', 'x.safetensors'], 'file/not-found'],
    [['--clean', clean, '--out', 'x.safetensors'], 'settings/out-of-range'],
    [['--clean', clean, '--noisy', noisy, '--out', 'x.wav'], 'settings/out-of-range'],
    [['--clean', clean, '--noisy', noisy, '--out', 'x.safetensors', '--steps', '0'], 'settings/out-of-range'],
    [['--clean', clean, '--noise', noise, '--out', 'x.safetensors', '--snr=10,0'], 'settings/out-of-range'],
    [['--clean', clean, '--noisy', noise, '--out', 'x.safetensors'], 'finetune/no-material'],
    [['--clean', clean, '--noisy', noisy, '--out', 'x.safetensors', '--model', 'large'], 'weights/missing'],
  ])('%j fails with %s', { timeout: 60_000 }, (args, code) => {
    const result = run('finetune', ...args);
    expect(result.code).not.toBe(0);
    expect(result.err).toContain(code);
  });

  it('misses the discriminator before it trains', { timeout: 60_000 }, () => {
    vi.stubEnv('LIMPID_MODELS', folder);
    const model = 'models/nano/model.safetensors';
    const { code, err } = run('finetune', '--clean', clean, '--noisy', noisy, '--out', 'x.safetensors', '--adversarial', '--model', model);
    vi.unstubAllEnvs();
    expect(code).not.toBe(0);
    expect(err).toMatch(/weights\/missing.*discriminator/s);
  });
});
