import { useEffect, useRef } from 'react';

/** Envelope of the whole recording, drawn by wavesurfer from ready-made peaks min0, max0, min1, max1...; `fullScale` fills the height. */
export function Waveform(props: { peaks: Float32Array | undefined; durationSec: number; fullScale: number; tone: 'before' | 'after' }) {
  const { peaks, durationSec, fullScale, tone } = props;
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = container.current;
    if (!element || !peaks || peaks.length === 0) return undefined;
    let surfer: { destroy(): void } | undefined;
    let gone = false;
    void import('wavesurfer.js').then(({ default: WaveSurfer }) => {
      if (gone) return;
      const numColumns = peaks.length / 2;
      const lowest = Float32Array.from({ length: numColumns }, (_, i) => peaks[2 * i] ?? 0);
      const highest = Float32Array.from({ length: numColumns }, (_, i) => peaks[2 * i + 1] ?? 0);
      surfer = WaveSurfer.create({
        container: element,
        peaks: [highest, lowest],
        duration: durationSec,
        height: 'auto',
        barHeight: 1 / fullScale,
        interact: false,
        cursorWidth: 0,
        waveColor: getComputedStyle(element).color,
        progressColor: getComputedStyle(element).color,
      });
    });
    return () => {
      gone = true;
      surfer?.destroy();
    };
  }, [peaks, durationSec, fullScale]);
  return <div ref={container} className={`waveform ${tone}`} aria-hidden="true" />;
}
