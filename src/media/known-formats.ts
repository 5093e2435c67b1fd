/** Formats that Limpid does not read itself, by their first bytes, so that the message can name them. */
interface KnownFormat {
  readonly name: string;
  readonly at: number;
  readonly magic: readonly number[];
}

function text(name: string, magic: string, at = 0): KnownFormat {
  return { name, at, magic: Array.from(magic, (char) => char.charCodeAt(0)) };
}

const KNOWN: readonly KnownFormat[] = [
  text('an AIFF', 'AIFF', 8),
  text('an AIFF', 'AIFC', 8),
  { name: 'a Windows Media (WMA, WMV)', at: 0, magic: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11] },
  text('a Core Audio (CAF)', 'caff'),
  text('an AMR', '#!AMR'),
  text('a Sun audio (AU)', '.snd'),
  { name: 'a Sony Wave64', at: 0, magic: [0x72, 0x69, 0x66, 0x66, 0x2e, 0x91, 0xcf, 0x11] },
  text("a Monkey's Audio", 'MAC '),
  text('a WavPack', 'wvPk'),
  text('a True Audio', 'TTA1'),
  text('a DSD', 'DSD '),
  text('a MIDI', 'MThd'),
  text('a Flash video', 'FLV'),
  text('a RealMedia', '.RMF'),
  { name: 'a Dolby Digital (AC-3)', at: 0, magic: [0x0b, 0x77] },
  text('a PDF', '%PDF'),
  text('a ZIP', 'PK\u0003\u0004'),
];

/** Codecs of tracks that no decoder may exist for, by the names that containers give them. */
const CODECS: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless (ALAC)',
  'ac-3': 'Dolby Digital (AC-3)',
  ac3: 'Dolby Digital (AC-3)',
  'ec-3': 'Dolby Digital Plus (E-AC-3)',
  eac3: 'Dolby Digital Plus (E-AC-3)',
  dts: 'DTS',
  samr: 'AMR',
  sawb: 'AMR wideband',
};

export const CONVERT_ADVICE = 'Convert it to WAV or FLAC, with Audacity, VLC or ffmpeg, and open that.';

/** The file's kind, with its article, where the first bytes are those of a known one. */
export function knownFormat(head: Uint8Array): string | undefined {
  return KNOWN.find(({ at, magic }) => magic.every((byte, i) => head[at + i] === byte))?.name;
}

/** A codec's name for people. */
export function codecName(codec: string): string {
  return CODECS[codec.toLowerCase()] ?? codec;
}
