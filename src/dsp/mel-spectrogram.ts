import { HOP_SAMPLES, WINDOW_SAMPLES } from './constants';
import type { FftLibrary } from './fft';
import { melMatrix, NUM_MEL_BANDS, powerToDb } from './mel';
import { applySparse } from './sparse';
import { PowerSpectrum } from './spectrum';

/**
 * Mel spectrogram [frames, NUM_MEL_BANDS], dB, of mono samples at 48 kHz; 1 + floor(n / hop) frames, ends padded with zeros.
 * Source: librosa.feature.melspectrogram(n_fft=1536, hop_length=768, window=sqrt(hann), center=True, pad_mode='constant', htk=True) and power_to_db.
 */
export function melSpectrogramDb(library: FftLibrary, samples: Float32Array): Float32Array {
  const frames = 1 + Math.floor(samples.length / HOP_SAMPLES);
  const padded = new Float32Array(samples.length + WINDOW_SAMPLES);
  padded.set(samples, WINDOW_SAMPLES / 2);
  const out = new Float32Array(frames * NUM_MEL_BANDS);
  const matrix = melMatrix();
  const spectrum = new PowerSpectrum(library);
  for (let i = 0; i < frames; i++) {
    spectrum.compute(padded, i * HOP_SAMPLES);
    applySparse(matrix, spectrum.power, out, i * NUM_MEL_BANDS);
  }
  spectrum.dispose();
  for (let i = 0; i < out.length; i++) out[i] = powerToDb(out[i]!);
  return out;
}
