import { LimpidError } from '../base/errors';
import { NUM_BANDS } from '../dsp/constants';
import { mulawTable } from '../dsp/mulaw';
import { AnalysisReader } from '../dsp/resample';
import type { Rehearsal } from './material';
import type { AlignedPair } from './recordings';
import { ENERGY_FLOOR, type Track } from './tracks';

/** The bundled set: bands to rehearse with, and pairs on which a proof measures other voices. */
export interface BundledSet {
  readonly rehearsal: Rehearsal;
  readonly proofPairs: readonly AlignedPair[];
}

/** What stands in the file's header, as training/make_rehearsal.py writes it. */
interface Header {
  readonly format: number;
  /** Bands that are stored; those above are empty. */
  readonly numBands: number;
  /** Step of a stored energy, dB, and what code 0 stands for. */
  readonly stepDb: number;
  readonly lowestDb: number;
  /** Frames of each track, in the order of the data. */
  readonly speech: readonly { readonly frames: number }[];
  readonly noise: readonly { readonly frames: number }[];
  /** Samples of each clip at 16 kHz, mu-law: clean, then noisy. */
  readonly pairs: readonly { readonly samples: number; readonly source: string }[];
}

const PAIR_RATE_HZ = 16_000;

function damaged(what: string, cause?: unknown): LimpidError {
  return new LimpidError('rehearsal/corrupt', `The rehearsal set is damaged: ${what}. Reload, or install Limpid again.`, { cause });
}

/** Reads the rehearsal set. @throws LimpidError rehearsal/corrupt */
export async function parseRehearsal(bytes: Uint8Array): Promise<BundledSet> {
  if (bytes.length < 8) throw damaged(`it has ${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) throw damaged(`its header claims ${length} bytes`);
  const header = readHeader(bytes.subarray(8, 8 + Number(length)));
  const data = await inflate(bytes.subarray(8 + Number(length)));
  const { speech, noise, pairs, numBands } = header;
  const expected =
    [...speech, ...noise].reduce((sum, { frames }) => sum + frames * numBands, 0) +
    pairs.reduce((sum, { samples }) => sum + 2 * samples, 0);
  if (data.length !== expected) throw damaged(`it holds ${data.length} bytes, expected ${expected}`);
  let at = 0;
  const take = (count: number): Uint8Array => {
    at += count;
    return data.subarray(at - count, at);
  };
  const track = ({ frames }: { frames: number }): Track => trackOfCodes(take(frames * numBands), frames, header);
  const rehearsal = { speech: speech.map(track), noise: noise.map(track), numBands };
  const table = mulawTable();
  const proofPairs: AlignedPair[] = [];
  for (const { samples, source } of pairs) {
    const clean = await atAnalysisRate(take(samples), table);
    proofPairs.push({ name: source, clean, noisy: await atAnalysisRate(take(samples), table) });
  }
  return { rehearsal, proofPairs };
}

function readHeader(bytes: Uint8Array): Header {
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Header;
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
  const counted = Array.isArray(header.speech) && Array.isArray(header.noise) && Array.isArray(header.pairs);
  if (header.format !== 1 || !counted || !(header.numBands > 0 && header.numBands <= NUM_BANDS))
    throw damaged('its header has another form');
  return header;
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw damaged('its data cannot be unpacked', cause);
  }
}

/** Energies of stored codes, each the difference to the frame before, modulo 256. */
function trackOfCodes(codes: Uint8Array, numFrames: number, { numBands, stepDb, lowestDb }: Header): Track {
  const energyOf = Float32Array.from({ length: 256 }, (_, code) => 10 ** ((lowestDb + code * stepDb) / 10));
  const energies = new Float32Array(numFrames * NUM_BANDS).fill(ENERGY_FLOOR);
  const last = new Uint8Array(numBands);
  for (let t = 0; t < numFrames; t++) {
    for (let b = 0; b < numBands; b++) {
      last[b]! += codes[t * numBands + b]!;
      energies[t * NUM_BANDS + b] = energyOf[last[b]!]!;
    }
  }
  return { numFrames, energies };
}

async function atAnalysisRate(codes: Uint8Array, table: Float32Array): Promise<Float32Array> {
  const samples = Float32Array.from(codes, (code) => table[code]!);
  const reader = new AnalysisReader(async (_, start, count) => [samples.slice(start, start + count)], PAIR_RATE_HZ, samples.length);
  return await reader.read(new AbortController().signal, 0, 3 * samples.length);
}
