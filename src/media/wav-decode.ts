import { mulawTable } from '../dsp/mulaw';
import { alawTable } from './alaw';
import type { StoredAs } from './wav-format';

/** Writes `count` samples of one channel, `stride` bytes apart from byte `first` on, to `out` from index `to` on. */
export type SampleDecoder = (view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number) => void;

function decodeTable(table: Float32Array): SampleDecoder {
  return (view, first, stride, out, to, count) => {
    for (let i = 0; i < count; i++) out[to + i] = table[view.getUint8(first + i * stride)]!;
  };
}

function decodeS16(view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = view.getInt16(first + i * stride, true) / 32768;
}

function decodeS24(view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const at = first + i * stride;
    out[to + i] = (view.getUint8(at) | (view.getInt16(at + 1, true) << 8)) / 8388608;
  }
}

function decodeS32(view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = view.getInt32(first + i * stride, true) / 2147483648;
}

function decodeF32(view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = view.getFloat32(first + i * stride, true);
}

function decodeF64(view: DataView, first: number, stride: number, out: Float32Array, to: number, count: number): void {
  for (let i = 0; i < count; i++) out[to + i] = view.getFloat64(first + i * stride, true);
}

/** The decoder of a way to store samples. Integers are divided by 2^(bits - 1); floats come as they are, NaN and infinity included. */
export function sampleDecoder(storedAs: StoredAs): SampleDecoder {
  switch (storedAs) {
    case 'u8':
      return decodeTable(Float32Array.from({ length: 256 }, (_, code) => (code - 128) / 128));
    case 'mulaw':
      return decodeTable(mulawTable());
    case 'alaw':
      return decodeTable(alawTable());
    case 's16':
      return decodeS16;
    case 's24':
      return decodeS24;
    case 's32':
      return decodeS32;
    case 'f32':
      return decodeF32;
    case 'f64':
      return decodeF64;
  }
}

/** Sets samples that are not finite to 0, in place. Returns how many there were. */
export function silenceNonFinite(samples: Float32Array): number {
  let found = 0;
  for (let i = 0; i < samples.length; i++) {
    if (Number.isFinite(samples[i]!)) continue;
    samples[i] = 0;
    found++;
  }
  return found;
}
