import { type PointerEvent, useRef } from 'react';
import { seek } from '../commands/playback';
import type { RecordingState } from '../store/app-state';
import { DbScale } from './DbScale';
import { dbRange } from './db-range';
import { FrequencyAxis } from './FrequencyAxis';
import { PlayHead } from './PlayHead';
import { Spectrogram } from './Spectrogram';
import { TimeAxis } from './TimeAxis';
import { useCommands } from './use-app';
import { Waveform } from './Waveform';

/** Waveforms and spectrograms, before above after, on one time axis and one dB scale. */
export function Panes({ recording }: { recording: RecordingState }) {
  const context = useCommands();
  const area = useRef<HTMLDivElement>(null);
  const { pictures, handle } = recording;
  const durationSec = handle ? handle.format.numSamples / handle.format.sampleRateHz : 0;
  const { spectrograms, peaksBefore, peaksAfter } = pictures;
  // One scale for both: the source's loudest sample, with a little air.
  const fullScale = peaksBefore ? Math.max(1e-4, peaksBefore.reduce((max, v) => Math.max(max, Math.abs(v)), 0) * 1.05) : 1;
  const range = spectrograms ? dbRange(spectrograms) : undefined;
  const seekTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = area.current?.getBoundingClientRect();
    if (!box || event.button !== 0) return;
    const part = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    void seek(context, part * durationSec);
  };
  return (
    <div className="panes">
      <div className="axis-left">
        <div className="axis-gap" />
        <FrequencyAxis centresHz={spectrograms?.centresHz} />
        <div className="axis-gap" />
        <FrequencyAxis centresHz={spectrograms?.centresHz} />
      </div>
      <div className="pane-area" ref={area} onPointerDown={seekTo}>
        <div className="pane wave">
          <Waveform peaks={peaksBefore} durationSec={durationSec} fullScale={fullScale} tone="before" />
          <span className="pane-name">Before</span>
        </div>
        <div className="pane">
          <Spectrogram name="Spectrogram before" picture={spectrograms} which="before" range={range} />
        </div>
        <div className="pane wave">
          <Waveform peaks={peaksAfter} durationSec={durationSec} fullScale={fullScale} tone="after" />
          <span className="pane-name">After</span>
        </div>
        <div className="pane">
          <Spectrogram name="Spectrogram after" picture={spectrograms} which="after" range={range} />
        </div>
        <PlayHead durationSec={durationSec} />
      </div>
      <DbScale range={range} />
      <TimeAxis durationSec={durationSec} />
    </div>
  );
}
