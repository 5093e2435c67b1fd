import { type PointerEvent, useMemo, useRef, useState } from 'react';
import type { RecordingState } from '../store/app-state';
import { durationOf, viewOf } from '../store/selectors';
import type { Pane } from '../worker/tile-protocol';
import { BrushPreview } from './bench/BrushPreview';
import { LossMarks } from './bench/LossMarks';
import { Overlays } from './bench/Overlays';
import { useGestures } from './bench/use-gestures';
import { DbScale } from './DbScale';
import { FrequencyAxis } from './FrequencyAxis';
import { LoopMark } from './LoopMark';
import { PlayHead } from './PlayHead';
import { type Pointed, Readout } from './spectrogram/Readout';
import { useLook } from './spectrogram/use-look';
import { useTiles } from './spectrogram/use-tiles';
import { TimeAxis } from './TimeAxis';
import { useApp } from './use-app';
import { useWheelZoom } from './use-wheel-zoom';
import { ViewScroller } from './ViewScroller';
import { fullScaleOf, viewPeaks } from './view-peaks';
import { Waveform } from './Waveform';

/** Waveforms and spectrograms, before above after, on one time axis and one dB scale. */
export function Panes({ recording }: { recording: RecordingState }) {
  const tool = useApp((state) => state.bench.tool);
  const area = useRef<HTMLDivElement>(null);
  useWheelZoom(area);
  const { pictures, handle, view } = recording;
  const { spectrograms } = pictures;
  const { look, range, centresHz, scale } = useLook(recording);
  const canvases = { before: useRef<HTMLCanvasElement>(null), after: useRef<HTMLCanvasElement>(null) };
  const [pointed, setPointed] = useState<Pointed>();
  const shown = viewOf(recording);
  const spanSec = shown.endSec - shown.startSec;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stretch is a new object at each rendering; its source is not
  const peaks = useMemo(() => viewPeaks(pictures, shown), [pictures.overview, pictures.detail, view, handle]);
  const fullScale = useMemo(() => fullScaleOf(pictures), [pictures]);
  const { handlers, preview } = useGestures(area, recording, scale);
  useTiles(canvases, { spectrograms, centresHz, look, range, view: shown });
  const drawing = recording.work.status === 'done' && !pictures.overview;
  const spectrogram = (pane: Pane) => (
    <div
      className="pane"
      data-pane={pane}
      onPointerMove={(event) => setPointed(pointedAt(pane, event))}
      onPointerLeave={() => setPointed(undefined)}
    >
      <canvas ref={canvases[pane]} role="img" aria-label={`Spectrogram ${pane}`} className="spectrogram" />
      <BrushPreview preview={preview} pane={pane} />
      <Readout pane={pane} pointed={pointed} view={shown} scale={scale} spectrograms={spectrograms} />
    </div>
  );
  return (
    <div className="panes">
      <div className="axis-left">
        <FrequencyAxis scale={scale} />
        <FrequencyAxis scale={scale} />
      </div>
      <div className="pane-area" ref={area} data-tool={tool} {...handlers}>
        <div className="pane wave">
          <Waveform peaks={peaks?.before} durationSec={spanSec} fullScale={fullScale} tone="before" />
          <span className="pane-name">{drawing ? 'Before · drawing the waveform…' : 'Before'}</span>
        </div>
        {spectrogram('before')}
        <div className="pane wave">
          <Waveform peaks={peaks?.after} durationSec={spanSec} fullScale={fullScale} tone="after" />
          <span className="pane-name">After</span>
        </div>
        {spectrogram('after')}
        <LossMarks marks={recording.loss} view={shown} />
        <Overlays recording={recording} view={shown} />
        <LoopMark view={shown} />
        {durationOf(recording) > 0 && <PlayHead view={shown} />}
      </div>
      <DbScale range={range} own={pictures.range} colours={look.colours} />
      <TimeAxis view={shown} />
      {view && <ViewScroller view={view} durationSec={durationOf(recording)} overview={pictures.overview} />}
    </div>
  );
}

function pointedAt(pane: Pane, { currentTarget, clientX, clientY }: PointerEvent): Pointed {
  const box = currentTarget.getBoundingClientRect();
  const share = (from: number, length: number): number => Math.max(0, Math.min(1, from / Math.max(1, length)));
  return { pane, x: share(clientX - box.left, box.width), y: share(box.bottom - clientY, box.height) };
}
