import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/cli.mjs', 'complaints', ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

describe('npm run complaints', { timeout: 60_000 }, () => {
  it('explains itself', () => {
    const { code, out } = run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--clean');
  });

  it('prints rows as JSON and nothing else, on recordings that are given to it', () => {
    const { code, out, err } = run('--json', '--clean', 'e2e/fixtures', '--noise', 'e2e/fixtures', '--only', 'null-at-zero,length-16000');
    expect(err).toBe('');
    expect(code).toBe(0);
    const row = { complaint: expect.any(String), figure: 0, limit: 0, pass: true, bound: 'most' };
    expect(JSON.parse(out)).toEqual({
      rows: [
        { ...row, id: 'null-at-zero', unit: 'of full scale' },
        { ...row, id: 'length-16000', unit: 'samples' },
      ],
    });
  });

  it.each([
    [['--only', 'nonsense'], 'settings/out-of-range'],
    [['--clean', 'nowhere'], 'file/not-found'],
    [['--clean', 'docs'], 'file/not-found'],
    [['--loud'], 'settings/out-of-range'],
  ])('%j fails with %s', (args, code) => {
    const { code: exit, err } = run(...args);
    expect(exit).not.toBe(0);
    expect(err).toContain(code);
  });
});
