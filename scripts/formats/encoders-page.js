/** Runs in the page that `encoders.mjs` opens. */
import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { registerFlacEncoder } from '@mediabunny/flac-encoder';
import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import {
  AdtsOutputFormat,
  ALL_FORMATS,
  AudioSample,
  AudioSampleSource,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  FlacOutputFormat,
  Input,
  MkvOutputFormat,
  MovOutputFormat,
  Mp3OutputFormat,
  Mp4OutputFormat,
  MpegTsOutputFormat,
  NullTarget,
  OggOutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';

const CONTAINERS = {
  Adts: AdtsOutputFormat,
  Flac: FlacOutputFormat,
  Mkv: MkvOutputFormat,
  Mov: MovOutputFormat,
  Mp3: Mp3OutputFormat,
  Mp4: Mp4OutputFormat,
  MpegTs: MpegTsOutputFormat,
  Ogg: OggOutputFormat,
  WebM: WebMOutputFormat,
};

registerAacEncoder();
registerFlacEncoder();
registerMp3Encoder();

function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function toBase64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function plainPacket({ data, type, timestamp, duration }) {
  return { base64: toBase64(data), type, timestampSec: timestamp, durationSec: duration };
}

function plainConfig({ codec, numberOfChannels, sampleRate, description }) {
  const bytes = description instanceof ArrayBuffer ? new Uint8Array(description) : description;
  return { codec, numberOfChannels, sampleRate, ...(bytes && { description: toBase64(bytes) }) };
}

/** Integers where the sound has 16 bits, so that lossless codecs store what is there and not 24 or 32 bits of it. */
function sampleOf(planes, sampleRateHz, startSample, endSample) {
  const data = new Int16Array((endSample - startSample) * planes.length);
  for (let i = startSample; i < endSample; i++) {
    for (const [c, plane] of planes.entries()) data[(i - startSample) * planes.length + c] = Math.round(plane[i] * 32_768);
  }
  const timestamp = startSample / sampleRateHz;
  return new AudioSample({ data, format: 's16', numberOfChannels: planes.length, sampleRate: sampleRateHz, timestamp });
}

async function encode({ codec, bitrate, channels, sampleRateHz }) {
  const planes = channels.map((text) => new Float32Array(fromBase64(text).buffer));
  const packets = [];
  let config;
  const source = new AudioSampleSource({
    codec,
    ...(bitrate && { bitrate }),
    onEncodedPacket: (packet, meta) => {
      config ??= meta?.decoderConfig;
      packets.push(plainPacket(packet));
    },
  });
  const output = new Output({ format: new MkvOutputFormat(), target: new NullTarget() });
  output.addAudioTrack(source);
  await output.start();
  for (let at = 0; at < planes[0].length; at += sampleRateHz) {
    const sample = sampleOf(planes, sampleRateHz, at, Math.min(planes[0].length, at + sampleRateHz));
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return { packets, config: plainConfig(config) };
}

async function demux(base64) {
  const source = new BufferSource(fromBase64(base64).buffer);
  const input = new Input({ source, formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  const packets = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(plainPacket(packet));
  return { packets, config: plainConfig(await track.getDecoderConfig()) };
}

async function mux({ packets, config, codec, container, options }) {
  const target = new BufferTarget();
  const output = new Output({ format: new CONTAINERS[container](options), target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  const decoderConfig = { ...config, ...(config.description && { description: fromBase64(config.description) }) };
  for (const { base64, type, timestampSec, durationSec } of packets) {
    await source.add(new EncodedPacket(fromBase64(base64), type, timestampSec, durationSec), { decoderConfig });
  }
  await output.finalize();
  return toBase64(new Uint8Array(target.buffer));
}

window.encoders = { encode, demux, mux };
