import { useEffect, useRef, useState } from 'react';
import { Scope } from '../base/scope';

type Surfer = Awaited<ReturnType<typeof createSurfer>>;

/** Splits min0, max0, min1, max1... into the upper and the lower half of a waveform. */
function halves(peaks: Float32Array): Float32Array[] {
  return [1, 0].map((side) => Float32Array.from({ length: peaks.length / 2 }, (_, i) => peaks[2 * i + side] ?? 0));
}

async function createSurfer(container: HTMLElement) {
  const { default: WaveSurfer } = await import('wavesurfer.js');
  return WaveSurfer.create({ container, height: 'auto', interact: false, cursorWidth: 0, hideScrollbar: true });
}

/** Waveform of a stretch, drawn by wavesurfer from ready-made peaks min0, max0, min1, max1...; `fullScale` fills the height. */
export function Waveform(props: { peaks: Float32Array | undefined; durationSec: number; fullScale: number; tone: 'before' | 'after' }) {
  const { peaks, durationSec, fullScale, tone } = props;
  const container = useRef<HTMLDivElement>(null);
  const [surfer, setSurfer] = useState<Surfer>();
  useEffect(() => {
    const element = container.current;
    if (!element) return undefined;
    const scope = new Scope();
    void createSurfer(element).then((made) => {
      scope.add(() => made.destroy());
      if (!scope.disposed) setSurfer(made);
    });
    return () => scope.dispose();
  }, []);
  useEffect(() => {
    const element = container.current;
    if (!surfer || !element) return undefined;
    const scope = new Scope();
    const paint = (): void => {
      const colour = getComputedStyle(element).color;
      surfer.setOptions({ barHeight: 1 / fullScale, waveColor: colour, progressColor: colour });
    };
    scope.listen(matchMedia('(prefers-color-scheme: dark)'), 'change', paint);
    // wavesurfer follows the width by itself, and the height only when it is told something.
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    scope.add(() => observer.disconnect());
    return () => scope.dispose();
  }, [surfer, fullScale]);
  useEffect(() => {
    // Rejects when a later one takes over; wavesurfer keeps that quiet itself.
    if (surfer && peaks && peaks.length > 0 && durationSec > 0) void surfer.load('', halves(peaks), durationSec);
  }, [surfer, peaks, durationSec]);
  return <div ref={container} className={`waveform ${tone}`} aria-hidden="true" />;
}
