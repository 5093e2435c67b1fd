/** What is verified: formats, and how a file of each is made. */
import { readFile } from 'node:fs/promises';
import { lameTag } from './lame-tag.mjs';
import { writeMatroska } from './matroska.mjs';
import { writeOggFlac } from './ogg-flac.mjs';
import { readWavFile, writeWavFile } from './wav-file.mjs';

const AAC_DELAY = 1024;
const LAME_DELAY = 576;
const OPUS_PACKET = 960;

/** The first `numSamples` of a sample that ships, on `numChannels`: the second one lower and later, so that they can be told apart. */
async function soundOf(name, numSamples, numChannels = 1) {
  const { sampleRateHz, channels } = readWavFile(await readFile(`public/samples/${name}.wav`));
  // The encoders take float32.
  const first = Float32Array.from(channels[0].subarray(0, numSamples));
  const second = first.map((_, i) => Math.round((first[i - 100] ?? 0) * 0.7 * 32_768) / 32_768);
  return { sampleRateHz, channels: [first, second].slice(0, numChannels) };
}

/** Three times the rate, by a windowed sinc of 32 zero crossings; rounded to 16 bits. */
function tripled({ sampleRateHz, channels }, numSamples) {
  const reach = 32;
  const taps = Float64Array.from({ length: 6 * reach + 1 }, (_, i) => {
    const t = (i - 3 * reach) / 3;
    return (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)) * Math.cos((Math.PI * t) / (2 * reach)) ** 2;
  });
  const triple = (channel) =>
    Float32Array.from({ length: numSamples }, (_, i) => {
      let sum = 0;
      for (let k = Math.ceil(i / 3 - reach); k <= i / 3 + reach; k++) sum += (channel[k] ?? 0) * taps[i - 3 * k + 3 * reach];
      return Math.round(sum * 32_768) / 32_768;
    });
  return { sampleRateHz: 3 * sampleRateHz, channels: channels.map(triple) };
}

function quantised(sound, scale) {
  return { ...sound, channels: sound.channels.map((channel) => channel.map((value) => Math.round(value * scale) / scale)) };
}

/** The sound with `numSamples` of digital silence from `start` on: a FLAC frame of those alone takes a dozen bytes. */
function silencedEnd(sound, start) {
  return { ...sound, channels: sound.channels.map((channel) => channel.map((value, i) => (i < start ? value : 0))) };
}

/** Packets moved by `samples` on the time line, and cut so that the last ends with the sound. */
function moved({ packets, config }, samples, sound, extraSamples = 0) {
  const endSec = (sound.channels[0].length + extraSamples) / sound.sampleRateHz;
  const out = packets.map((packet) => ({ ...packet, timestampSec: packet.timestampSec + samples / config.sampleRate }));
  return {
    config,
    packets: out
      .filter(({ timestampSec }) => timestampSec < endSec - 1e-9)
      .map((packet) => ({ ...packet, durationSec: Math.min(packet.durationSec, endSec - packet.timestampSec) })),
  };
}

function preSkipOf({ config }) {
  return Buffer.from(config.description, 'base64').readUInt16LE(10);
}

function wavCases(sound) {
  const wav = (format, kind, of = sound, rf64 = false) => ({
    format,
    lossless: true,
    fileName: 'sound.wav',
    sound: of,
    make: async (made) => writeWavFile(made, kind, rf64),
  });
  return [
    wav('WAV 8 bit', 'u8', quantised(sound, 128)),
    wav('WAV 16 bit', 's16'),
    wav('WAV 24 bit', 's24'),
    wav('WAV 32 bit', 's32'),
    wav('WAV 32 bit float', 'f32'),
    wav('WAV 64 bit float', 'f64'),
    wav('RF64', 's16', sound, true),
  ];
}

function flacCases(encoders, sound, tinyEnd) {
  const flac = (format, fileName, of, mux) => ({
    format,
    lossless: true,
    fileName,
    sound: of,
    make: async (made) => await mux(await encoders.encode(made, 'flac')),
  });
  const native = (encoded) => encoders.mux(encoded, 'flac', 'Flac');
  return [
    flac('FLAC', 'sound.flac', sound, native),
    flac('FLAC whose last frame is tiny', 'sound.flac', tinyEnd, native),
    flac('FLAC in Ogg', 'sound.oga', sound, async (encoded) => writeOggFlac(encoded)),
    flac('FLAC in MKV', 'sound.mkv', sound, (encoded) => encoders.mux(encoded, 'flac', 'Mkv')),
    flac('FLAC in MP4', 'sound.mp4', sound, (encoded) => encoders.mux(encoded, 'flac', 'Mp4')),
  ];
}

function mp3Cases(encoders, sound, wholeFrames) {
  const mp3 = (format, of, mux) => ({
    format,
    lossless: false,
    fileName: 'sound.mp3',
    sound: of,
    make: async (made) => await mux(await encoders.encode(made, 'mp3', 320_000), made),
  });
  const mux = (encoded, options) => encoders.mux(encoded, 'mp3', 'Mp3', options);
  return [
    mp3('MP3 with a LAME header', sound, async (encoded, made) =>
      Buffer.concat([lameTag(encoded, made, LAME_DELAY), await mux(encoded, { xingHeader: false })]),
    ),
    mp3('MP3 with a Xing header', wholeFrames, (encoded) => mux(encoded)),
    mp3('MP3 without a header', wholeFrames, (encoded) => mux(encoded, { xingHeader: false })),
  ];
}

function aacCases(encoders, sound, wholeFrames) {
  const aac = (format, fileName, of, mux) => ({
    format,
    lossless: false,
    fileName,
    sound: of,
    make: async (made) => await mux(await encoders.encode(made, 'aac', 256_000), made),
  });
  const edited = (container) => (encoded, made) => encoders.mux(moved(encoded, -AAC_DELAY, made), 'aac', container);
  const plain = (container) => (encoded) => encoders.mux(encoded, 'aac', container);
  const delayed = async (encoded, made) =>
    writeMatroska(encoded, {
      docType: 'matroska',
      codecId: 'A_AAC',
      delaySamples: AAC_DELAY,
      paddingSamples: encoded.packets.length * 1024 - AAC_DELAY - made.channels[0].length,
    });
  return [
    aac('AAC in M4A', 'sound.m4a', sound, edited('Mp4')),
    aac('AAC in MOV', 'sound.mov', sound, edited('Mov')),
    aac('AAC in ADTS', 'sound.aac', wholeFrames, plain('Adts')),
    aac('AAC in MKV', 'sound.mkv', wholeFrames, plain('Mkv')),
    aac('AAC in MKV with delay and padding', 'sound.mkv', sound, delayed),
    aac('AAC in MPEG-TS', 'sound.ts', wholeFrames, plain('MpegTs')),
  ];
}

function opusCases(encoders, sound, wholePackets) {
  const opus = (format, fileName, of, mux) => ({
    format,
    lossless: false,
    fileName,
    sound: of,
    make: async (made) => await mux(await encoders.encode(made, 'opus', 256_000), made),
  });
  const plain = (container) => (encoded) => encoders.mux(encoded, 'opus', container);
  const padded = (docType) => async (encoded, made) =>
    writeMatroska(encoded, {
      docType,
      codecId: 'A_OPUS',
      delaySamples: preSkipOf(encoded),
      paddingSamples: encoded.packets.length * OPUS_PACKET - preSkipOf(encoded) - made.channels[0].length,
    });
  return [
    opus('Opus in Ogg', 'sound.opus', sound, (encoded, made) => encoders.mux(moved(encoded, 0, made, preSkipOf(encoded)), 'opus', 'Ogg')),
    opus('Opus in WebM', 'sound.webm', wholePackets, plain('WebM')),
    opus('Opus in WebM with delay and padding', 'sound.webm', sound, padded('webm')),
    opus('Opus in MKV with delay and padding', 'sound.mkv', sound, padded('matroska')),
    opus('Opus in MP4', 'sound.mp4', sound, (encoded, made) => encoders.mux(moved(encoded, -preSkipOf(encoded), made), 'opus', 'Mp4')),
  ];
}

/** Vorbis has no encoder in browsers: the file in e2e/fixtures holds the first three seconds of a sample that ships. */
function vorbisCases(encoders, sound) {
  const read = () => readFile('e2e/fixtures/street.ogg');
  const vorbis = (format, fileName, make) => ({ format, lossless: false, fileName, sound, make });
  return [
    vorbis('Vorbis in Ogg', 'sound.ogg', read),
    vorbis('Vorbis in WebM', 'sound.webm', async () => await encoders.mux(await encoders.demux(await read()), 'vorbis', 'WebM')),
  ];
}

function pcmCases(encoders, sound) {
  const pcm = (format, fileName, container) => ({
    format,
    lossless: true,
    fileName,
    sound,
    // A source of 16 bits has a result of 16 bits: against one of 24, only the dither would be measured.
    wav: 's16',
    make: async (made) => await encoders.mux(await encoders.encode(made, 'pcm-s16'), 'pcm-s16', container),
  });
  return [pcm('PCM in MOV', 'sound.mov', 'Mov'), pcm('PCM in MKV', 'sound.mkv', 'Mkv')];
}

/**
 * All formats. Lengths are odd, so that no frame of any codec is filled by chance; except where the container carries no length: there the sound ends
 * where the last frame that a decoder completes does.
 */
export async function formatCases(encoders) {
  const street = await soundOf('street', 3 * 48_000 + 1);
  const office = await soundOf('office', 4 * 44_100 + 333, 2);
  const adts = await soundOf('office', 170 * 1024, 2);
  const mp3 = await soundOf('office', 150 * 1152, 2);
  // Opus codes noise by its energy alone, so the one sample with little noise above 8 kHz is for it.
  const tape = await soundOf('old-tape', 3 * 16_000);
  const opus = tripled(tape, 3 * 48_000 - 1);
  const opusWhole = tripled(tape, 140 * OPUS_PACKET - 312);
  const vorbis = await soundOf('street', 3 * 48_000);
  const tinyEnd = silencedEnd(await soundOf('street', 30 * 4096 + 200), 29 * 4096);
  return [
    ...wavCases(street),
    ...flacCases(encoders, office, tinyEnd),
    ...pcmCases(encoders, office),
    ...mp3Cases(encoders, office, mp3),
    ...aacCases(encoders, office, adts),
    ...opusCases(encoders, opus, opusWhole),
    ...vorbisCases(encoders, vorbis),
  ];
}
