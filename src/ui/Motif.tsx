const NUM_BARS = 72;
const STEP = 8;
const HEIGHT = 96;

interface Bar {
  readonly x: number;
  readonly height: number;
  readonly tone: 'noisy' | 'clean';
  readonly opacity: number;
}

/** A number in 0...1 that looks random and is the same each time. */
function scatter(i: number): number {
  const wave = Math.sin(i * 127.1 + 11.7) * 43_758.5453;
  return wave - Math.floor(wave);
}

/** Loudness of a made-up sentence at bar `i`, 0...1. */
function speech(i: number): number {
  const syllable = Math.abs(Math.sin(i * 0.41 + 0.3)) ** 1.6;
  const phrase = Math.max(0, 0.62 + 0.5 * Math.sin(i * 0.155 + 1.1));
  return syllable * phrase * (0.75 + 0.25 * scatter(i + 0.5));
}

function bar(i: number): Bar {
  const place = i / (NUM_BARS - 1);
  const clean = 1 / (1 + Math.exp(-(place - 0.46) * 14));
  const level = Math.max(speech(i), (1 - clean) * (0.35 + 0.45 * scatter(i)));
  const tone = clean > 0.5 ? 'clean' : 'noisy';
  const opacity = tone === 'clean' ? 0.35 + 0.65 * clean : 0.35 + 0.4 * place;
  return { x: i * STEP + 2.5, height: Math.max(3, level * HEIGHT), tone, opacity };
}

const BARS = Array.from({ length: NUM_BARS }, (_, i) => bar(i));

/** What the app does, as a picture: a waveform that is noise on the left and speech on the right. */
export function Motif() {
  return (
    <svg className="motif" viewBox={`0 0 ${NUM_BARS * STEP} ${HEIGHT}`} aria-hidden="true">
      {BARS.map(({ x, height, tone, opacity }) => (
        <rect key={x} x={x} y={(HEIGHT - height) / 2} width="3" height={height} rx="1.5" className={tone} opacity={opacity} />
      ))}
    </svg>
  );
}
