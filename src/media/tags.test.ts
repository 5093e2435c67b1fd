import { readFileSync } from 'node:fs';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { expect, it } from 'vitest';
import { readTags } from './tags';

it('a frame of an ID3 tag that claims hundreds of megabytes ends with its tag', async () => {
  // ID3v2.4, unsynchronised; a title of 256 MiB - 1 in a tag of 15 bytes.
  const frame = [...Buffer.from('TIT2'), 0x7f, 0x7f, 0x7f, 0x7f, 0, 0, 3, ...Buffer.from('Dorf')];
  const tag = [...Buffer.from('ID3'), 4, 0, 0x80, 0, 0, 0, frame.length, ...frame];
  const input = new Input({
    source: new BufferSource(Uint8Array.from([...tag, ...readFileSync('e2e/fixtures/sample.mp3')])),
    formats: ALL_FORMATS,
  });
  expect((await readTags(input)).title).toBe('Dorf');
});
