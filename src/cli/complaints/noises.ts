import { bandPass, highPass, lowPass, resonance } from './filters';
import { scaledTo } from './levels';
import { Random } from './random';

/** Generated noise, as long and at the rate that is asked for, RMS 1. */
export type Noise = (length: number, rate: number, seed: number) => Float32Array;

export function white(length: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => random.gaussian());
}

/** Hiss that falls by about 3 dB an octave. */
function hiss(length: number, rate: number, seed: number): Float32Array {
  const source = white(length, seed);
  const [low, middle] = [lowPass(source, rate, 200), lowPass(source, rate, 1500)];
  return source.map((v, i) => 0.25 * v + middle[i]! + 3 * low[i]!);
}

/** Air over blades: low noise with a tone of the blades, slowly swelling. */
function fan(length: number, rate: number, seed: number): Float32Array {
  const air = hiss(length, rate, seed);
  const low = lowPass(white(length, seed + 1), rate, 150);
  return air.map((v, i) => {
    const t = i / rate;
    return (v + 6 * low[i]! + 0.4 * Math.sin(2 * Math.PI * 118 * t)) * (1 + 0.15 * Math.sin(2 * Math.PI * 0.4 * t));
  });
}

/** Mains hum with its harmonics over a little hiss. */
function hum(length: number, rate: number, seed: number): Float32Array {
  const floor = white(length, seed);
  return floor.map((v, i) => {
    let sum = 0.15 * v;
    for (let k = 1; k <= 11; k++) sum += Math.sin((2 * Math.PI * 50 * k * i) / rate + k * k) / k;
    return sum;
  });
}

/** Someone types: seven keys a second, each a knock and its ring. */
function keys(length: number, rate: number, seed: number): Float32Array {
  const random = new Random(seed);
  const knocks = new Float32Array(length);
  for (let at = random.uniform() * 0.2 * rate; at < length; at += (0.08 + 0.12 * random.uniform()) * rate) {
    const strength = 0.4 + random.uniform();
    for (let i = 0; i < 0.01 * rate && at + i < length; i++)
      knocks[Math.floor(at + i)] = strength * random.gaussian() * Math.exp(-i / (0.002 * rate));
  }
  const [ring, body] = [resonance(knocks, rate, 2800, 400), resonance(knocks, rate, 900, 200)];
  return knocks.map((v, i) => 0.5 * v + ring[i]! + body[i]!);
}

/** Gusts against a microphone: rumble below 200 Hz that swells and fades. */
function wind(length: number, rate: number, seed: number): Float32Array {
  const rumble = bandPass(white(length, seed), rate, 20, 120);
  const air = lowPass(highPass(white(length, seed + 1), rate, 100), rate, 800);
  return rumble.map((v, i) => (12 * v + 0.5 * air[i]!) * (0.3 + Math.sin((2 * Math.PI * 0.35 * i) / rate) ** 2));
}

const unit =
  (noise: Noise): Noise =>
  (length, rate, seed) =>
    scaledTo(noise(length, rate, seed), 1);

export const NOISES: Readonly<Record<'hiss' | 'fan' | 'hum' | 'keys' | 'wind', Noise>> = {
  hiss: unit(hiss),
  fan: unit(fan),
  hum: unit(hum),
  keys: unit(keys),
  wind: unit(wind),
};
