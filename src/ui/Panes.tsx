import { useMemo, useRef } from 'react';
import type { RecordingState } from '../store/app-state';
import { durationOf, viewOf } from '../store/selectors';
import { numAudibleBands } from './axis';
import { BrushPreview } from './bench/BrushPreview';
import { LossMarks } from './bench/LossMarks';
import { Overlays } from './bench/Overlays';
import { useGestures } from './bench/use-gestures';
import { DbScale } from './DbScale';
import { FrequencyAxis } from './FrequencyAxis';
import { melRowsScale } from './frequency-scale';
import { LoopMark } from './LoopMark';
import { PlayHead } from './PlayHead';
import { Spectrogram } from './Spectrogram';
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
  const { spectrograms, range } = pictures;
  const shown = viewOf(recording);
  const spanSec = shown.endSec - shown.startSec;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stretch is a new object at each rendering; its source is not
  const peaks = useMemo(() => viewPeaks(pictures, shown), [pictures.overview, pictures.detail, view, handle]);
  const fullScale = useMemo(() => fullScaleOf(pictures), [pictures]);
  const numBands = spectrograms && handle ? numAudibleBands(spectrograms.centresHz, handle.format.sampleRateHz) : 1;
  const centresHz = spectrograms?.centresHz.subarray(0, numBands);
  const { handlers, preview } = useGestures(area, recording, centresHz && melRowsScale(centresHz));
  const drawing = recording.work.status === 'done' && !pictures.overview;
  const spectrogram = { picture: spectrograms, range, view: shown, numBands };
  return (
    <div className="panes">
      <div className="axis-left">
        <FrequencyAxis centresHz={centresHz} />
        <FrequencyAxis centresHz={centresHz} />
      </div>
      <div className="pane-area" ref={area} data-tool={tool} {...handlers}>
        <div className="pane wave">
          <Waveform peaks={peaks?.before} durationSec={spanSec} fullScale={fullScale} tone="before" />
          <span className="pane-name">{drawing ? 'Before · drawing the waveform…' : 'Before'}</span>
        </div>
        <div className="pane" data-pane="before">
          <Spectrogram name="Spectrogram before" which="before" {...spectrogram} />
          <BrushPreview preview={preview} pane="before" />
        </div>
        <div className="pane wave">
          <Waveform peaks={peaks?.after} durationSec={spanSec} fullScale={fullScale} tone="after" />
          <span className="pane-name">After</span>
        </div>
        <div className="pane" data-pane="after">
          <Spectrogram name="Spectrogram after" which="after" {...spectrogram} />
          <BrushPreview preview={preview} pane="after" />
        </div>
        <LossMarks marks={recording.loss} view={shown} />
        <Overlays recording={recording} view={shown} />
        <LoopMark view={shown} />
        {durationOf(recording) > 0 && <PlayHead view={shown} />}
      </div>
      <DbScale range={range} />
      <TimeAxis view={shown} />
      {view && <ViewScroller view={view} durationSec={durationOf(recording)} />}
    </div>
  );
}
