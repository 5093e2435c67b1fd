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

/** The list has no encoding of its own: most programs write UTF-8, which the demuxer takes for Latin-1. Text that is not UTF-8 stays as it is. */
function asUtf8(text: string): string {
  const codes = Array.from(text, (char) => char.charCodeAt(0));
  if (codes.every((code) => code < 0x80) || codes.some((code) => code > 0xff)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(codes));
  } catch {
    return text;
  }
}

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
  const { date, trackNumber } = tags;
  const number = trackNumber === undefined ? [] : chunk('ITRK', encoder.encode(`${trackNumber}\0`));
  const year = date ? chunk('ICRD', encoder.encode(`${date.getUTCFullYear()}\0`)) : [];
  const all = [...fields, ...year, ...number];
  if (all.length === 0) return undefined;
  return Uint8Array.from(chunk('LIST', Uint8Array.from([...encoder.encode('INFO'), ...all])));
}

/** The tags of a file without what is bound to its container; none where they cannot be read. */
export async function readTags(input: Input): Promise<MetadataTags> {
  try {
    const { raw: _raw, ...tags } = await input.getMetadataTags();
    if ((await input.getFormat()).name !== 'WAVE') return tags;
    for (const [, key] of INFO_FIELDS) if (tags[key] !== undefined) tags[key] = asUtf8(tags[key]);
    return tags;
  } catch {
    // Tags are a courtesy: a file whose tags are damaged is exported without.
    return {};
  }
}
