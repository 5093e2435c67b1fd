/** Title, artist and the like, carried from a source to its result. */
import type { Input, MetadataTags } from 'mediabunny';

/** The INFO list of WAV: the fields that it knows. Source: Multimedia Programming Interface and Data Specifications 1.0, 1991. */
const INFO_FIELDS = [
  ['INAM', 'title'],
  ['IART', 'artist'],
  ['IPRD', 'album'],
  ['IGNR', 'genre'],
  ['ICMT', 'comment'],
] as const;

function chunk(id: string, body: Uint8Array): number[] {
  const { length } = body;
  const size = [length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, length >>> 24];
  return [...Array.from(id, (char) => char.charCodeAt(0)), ...size, ...body, ...(length % 2 ? [0] : [])];
}

/** A LIST chunk for WAV; undefined where there is nothing to say. */
export function infoChunk(tags: MetadataTags): Uint8Array | undefined {
  const encoder = new TextEncoder();
  const fields = INFO_FIELDS.flatMap(([id, key]) => {
    const text = tags[key];
    return text ? chunk(id, encoder.encode(`${text}\0`)) : [];
  });
  const year = tags.date ? chunk('ICRD', encoder.encode(`${tags.date.getUTCFullYear()}\0`)) : [];
  if (fields.length + year.length === 0) return undefined;
  return Uint8Array.from(chunk('LIST', Uint8Array.from([...encoder.encode('INFO'), ...fields, ...year])));
}

/** The tags of a file without what is bound to its container; none where they cannot be read. */
export async function readTags(input: Input): Promise<MetadataTags> {
  try {
    const { raw: _raw, ...tags } = await input.getMetadataTags();
    return tags;
  } catch {
    // Tags are a courtesy: a file whose tags are damaged is exported without.
    return {};
  }
}
