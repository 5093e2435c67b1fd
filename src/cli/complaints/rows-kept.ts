import { concatenated } from '../../base/concatenated';
import { siSdrDb } from '../../dsp/metrics';
import { stoi } from '../../dsp/stoi';
import type { Bench } from './bench';
import { bandPass, resampled } from './filters';
import { activeRms, decibels, deviation, energy, frameEnergies, levelDb, mean, scaled } from './levels';
import { NOISES } from './noises';
import { speechAndPauses } from './places';
import type { Complaint } from './row';

/** Speech of one talker 25 dB below another in one file, over faint hiss; level that the quiet one keeps, dB, the worst of three pairs. */
async function quietTalker(bench: Bench, quietFirst: boolean): Promise<number> {
  const clips = bench.material.clean;
  const kept: number[] = [];
  for (let i = 0; i < Math.min(3, clips.length); i++) {
    const [loud, quiet] = [clips[i]!, clips[(i + 1) % clips.length]!];
    const { rate } = loud;
    const part = scaled(resampled(quiet.samples, quiet.rate, rate).subarray(0, 5 * rate), -25 + levelBetween(loud, quiet));
    const other = loud.samples.subarray(0, 5 * rate);
    const speech = quietFirst ? concatenated([part, other]) : concatenated([other, part]);
    const clip = { name: 'two talkers', samples: speech, rate };
    const scene = await bench.scene(clip, 'hiss', NOISES.hiss(speech.length, rate, 30 + i), 50);
    const start = quietFirst ? 0 : other.length;
    kept.push(levelDb(scene.result, speech, start, start + part.length));
  }
  return Math.min(...kept);
}

function levelBetween(a: { samples: Float32Array; rate: number }, b: { samples: Float32Array; rate: number }): number {
  return 20 * Math.log10(activeRms(a.samples, a.rate) / activeRms(b.samples, b.rate));
}

/** The result's level against that of the same recording at its own level, undone, worst piece of 100 ms, dB. */
async function levelChange(bench: Bench, db: number): Promise<number> {
  let worst = 0;
  for (const { mix, result, clip } of (await bench.scenes(10)).slice(0, 3)) {
    const other = scaled(await bench.denoiseMono(scaled(mix, db), clip.rate), -db);
    const [a, b] = [frameEnergies(other, clip.rate, 0.1), frameEnergies(result, clip.rate, 0.1)];
    for (let i = 0; i < a.length; i++) if (b[i]! > 1e-9) worst = Math.max(worst, Math.abs(decibels(a[i]! / b[i]!)));
  }
  return worst;
}

async function speechKept(bench: Bench, snrDb: number): Promise<number> {
  return mean((await bench.scenes(snrDb)).map(({ speech, speechAfter }) => levelDb(speechAfter, speech)));
}

/** Speech at 8 kHz under hiss at 10 dB, as the telephone brings it. */
function telephone(bench: Bench) {
  return bench.once('telephone', () =>
    Promise.all(
      bench.material.clean.slice(0, 4).map(async ({ name, samples, rate }, i) => {
        const speech = bandPass(resampled(samples, rate, 8000), 8000, 300, 3400, 1);
        return await bench.scene({ name, samples: speech, rate: 8000 }, 'hiss', NOISES.hiss(speech.length, 8000, 50 + i), 10);
      }),
    ),
  );
}

/** Narrow-band speech in a 48 kHz file: how much the level of its words wanders against the clean reference, dB. */
async function radioFluctuation(bench: Bench): Promise<number> {
  const wander: number[] = [];
  for (const [i, { name, samples, rate }] of bench.material.clean.slice(0, 3).entries()) {
    const speech = bandPass(resampled(samples, rate, 48_000), 48_000, 300, 3000);
    const noise = bandPass(NOISES.hiss(speech.length, 48_000, 60 + i), 48_000, 300, 3000);
    const scene = await bench.scene({ name, samples: speech, rate: 48_000 }, 'radio', noise, 15);
    const { speech: words } = speechAndPauses(speech, 48_000);
    wander.push(deviation(words.map((at) => levelDb(scene.speechAfter, speech, at, at + 2400))));
  }
  return mean(wander);
}

async function cleanStaysClean(bench: Bench): Promise<number> {
  const all: number[] = [];
  for (const { samples, rate } of bench.material.clean) all.push(siSdrDb(samples, await bench.denoiseMono(samples, rate)));
  return mean(all);
}

async function stoiWon(bench: Bench, snrDb: number): Promise<number[]> {
  const { library } = bench.denoiser;
  return (await bench.scenes(snrDb)).map(({ speech, result, mix, rate }) => {
    const [clean, after, before] = [speech, result, mix].map((x) => resampled(x, rate, 48_000));
    return stoi(library, clean!, after!) - stoi(library, clean!, before!);
  });
}

export const KEPT_ROWS: readonly Complaint[] = [
  {
    id: 'quiet-after-loud',
    complaint: 'A talker 25 dB quieter is silenced after a loud one.',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => quietTalker(bench, false),
  },
  {
    id: 'quiet-before-loud',
    complaint: 'A talker 25 dB quieter is silenced before a loud one.',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => quietTalker(bench, true),
  },
  {
    id: 'level-down-25',
    complaint: 'A quiet recording is silenced, and 15 dB more gain cures it (25 dB down, worst 100 ms).',
    unit: 'dB off',
    bound: 'most',
    limit: 0.5,
    measure: (bench) => levelChange(bench, -25),
  },
  {
    id: 'level-up-25',
    complaint: 'A hot recording comes out differently (25 dB up, worst 100 ms).',
    unit: 'dB off',
    bound: 'most',
    limit: 0.5,
    measure: (bench) => levelChange(bench, 25),
  },
  {
    id: 'speech-kept-10',
    complaint: 'Overkill: speech goes with the noise (energy of speech kept, 10 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => speechKept(bench, 10),
  },
  {
    id: 'speech-kept-0',
    complaint: 'Overkill in loud noise (energy of speech kept, 0 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: (bench) => speechKept(bench, 0),
  },
  {
    id: 'telephone-kept',
    complaint: 'At 8 kHz all speech is removed (energy of speech kept, 8 kHz, 10 dB SNR).',
    unit: 'dB',
    bound: 'least',
    limit: -3,
    measure: async (bench) => mean((await telephone(bench)).map(({ speech, speechAfter }) => levelDb(speechAfter, speech))),
  },
  {
    id: 'telephone-better',
    complaint: 'Telephone recordings come out worse than they went in (SI-SDR won at 8 kHz, worst talker).',
    unit: 'dB',
    bound: 'least',
    limit: 0,
    measure: async (bench) =>
      Math.min(...(await telephone(bench)).map(({ speech, result, mix }) => siSdrDb(speech, result) - siSdrDb(speech, mix))),
  },
  {
    id: 'radio-steady',
    complaint: 'Narrow-band radio: the level of speech fluctuates (deviation of its level over its words, 15 dB SNR).',
    unit: 'dB',
    bound: 'most',
    limit: 3,
    measure: radioFluctuation,
  },
  {
    id: 'clean-in-clean-out',
    complaint: 'It harms recordings that were clean (SI-SDR of clean speech after).',
    unit: 'dB',
    bound: 'least',
    limit: 25,
    measure: cleanStaysClean,
  },
  {
    id: 'intelligible',
    complaint: 'Less can be understood than before (STOI won on average, 0 dB SNR).',
    unit: 'STOI',
    bound: 'least',
    limit: 0,
    measure: async (bench) => mean(await stoiWon(bench, 0)),
  },
  {
    id: 'intelligible-worst',
    complaint: 'On one of my recordings less can be understood than before (STOI won, worst recording, 10 dB SNR).',
    unit: 'STOI',
    bound: 'least',
    limit: 0,
    measure: async (bench) => Math.min(...(await stoiWon(bench, 10))),
  },
  {
    id: 'digital-zeros',
    complaint: 'A tenth of the samples comes out as exact digital zero (samples that are zero after and not before).',
    unit: '%',
    bound: 'most',
    limit: 0.1,
    measure: async (bench) => {
      let [zeros, all] = [0, 0];
      for (const { mix, result } of await bench.scenes(10)) {
        for (let i = 0; i < mix.length; i++) if (mix[i] !== 0) zeros += result[i] === 0 ? 1 : 0;
        all += mix.length;
      }
      return (100 * zeros) / all;
    },
  },
  {
    id: 'low-segments',
    complaint:
      'Low segments are removed completely (words kept within 10 dB of the source, 20 dB SNR: share of 50 ms of speech that lose more).',
    unit: '%',
    bound: 'most',
    limit: 1,
    measure: async (bench) => {
      let [lost, all] = [0, 0];
      for (const { speech, speechAfter, rate } of await bench.scenes(20)) {
        const found = speechAndPauses(speech, rate).speech;
        lost += found.filter((at) => energy(speechAfter, at, at + 0.05 * rate) < 0.1 * energy(speech, at, at + 0.05 * rate)).length;
        all += found.length;
      }
      return (100 * lost) / all;
    },
  },
  {
    id: 'choppy',
    complaint: 'Speech comes out choppy (50 ms of full speech that lose more than 6 dB, 10 dB SNR).',
    unit: '%',
    bound: 'most',
    limit: 1,
    measure: async (bench) => {
      let [lost, all] = [0, 0];
      for (const { speech, speechAfter, rate } of await bench.scenes(10)) {
        const full = speechAndPauses(speech, rate, -10).speech;
        lost += full.filter((at) => levelDb(speechAfter, speech, at, at + 0.05 * rate) < -6).length;
        all += full.length;
      }
      return (100 * lost) / all;
    },
  },
];
