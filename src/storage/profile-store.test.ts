import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import type { StoredProfile } from '../base/tuning';
import { storageError } from './learning-database';
import { ProfileStore } from './profile-store';

function profile(id: string, createdMs: number): StoredProfile {
  return { id, name: id, createdMs, minutes: 3, parent: 'small', architecture: 'test', proof: undefined };
}

it('profiles are kept with their files, the latest first, for every tab', async () => {
  const [here, there] = [new ProfileStore(), new ProfileStore()];
  await here.add(profile('a', 1), Uint8Array.of(1, 2));
  await there.add(profile('b', 2), Uint8Array.of(3));
  expect((await here.list()).map(({ id }) => id)).toEqual(['b', 'a']);
  expect([...(await there.file('a'))]).toEqual([1, 2]);
  await here.change('a', { name: 'Anna' });
  expect((await there.list()).map(({ name }) => name)).toEqual(['b', 'Anna']);
  await there.delete('a');
  await there.delete('a');
  expect((await here.list()).map(({ id }) => id)).toEqual(['b']);
  await expect(here.file('a')).rejects.toMatchObject({ code: 'storage/not-found' });
  await expect(here.change('a', { name: 'x' })).rejects.toMatchObject({ code: 'storage/not-found' });
});

it('what the browser says of its storage has a code', () => {
  const codeOf = (name: string): string => storageError(new DOMException('', name)).code;
  expect([codeOf('QuotaExceededError'), codeOf('VersionError'), codeOf('UnknownError')]).toEqual([
    'storage/quota',
    'storage/version',
    'storage/unavailable',
  ]);
});
