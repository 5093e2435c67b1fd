import { useEffect } from 'react';
import type { ReferenceFigures, SoundFigures } from '../../base/figures';
import { measureFigures, stopFigures, takeCleanReference } from '../../commands/figures';
import type { RecordingState } from '../../store/app-state';
import { durationOf } from '../../store/selectors';
import { AUDIO_FILES, FileButton } from '../FileButton';
import { formatDuration } from '../format';
import { useCommands } from '../use-app';
import { FiguresTable, type Row } from './FiguresTable';
import { RatingTable } from './RatingTable';

/** Longer recordings are measured when asked, not at every turn of a slider. */
const SHORT_SEC = 600;

const OWN_ROWS: readonly Row<SoundFigures>[] = [
  ['noiseFloorDb', 'Noise floor, dBFS', 1, 'Level of the quietest tenth of the recording'],
  ['snrDb', 'Estimated SNR, dB', 1, 'What is louder than the noise floor, against it: an estimate, best with steady noise'],
  ['lufs', 'Loudness, LUFS', 1, 'Integrated loudness after EBU R 128'],
  ['truePeakDb', 'True peak, dBTP', 1, 'Largest magnitude, also between samples'],
];
const REFERENCE_ROWS: readonly Row<ReferenceFigures>[] = [
  ['siSdrDb', 'SI-SDR, dB', 1, 'Clean signal against all that is not it; more is better'],
  ['stoi', 'STOI', 3, 'Intelligibility, 0 to 1; more is better'],
  ['melPsnrDb', 'Mel PSNR, dB', 1, 'Of the mel spectrograms in dB; more is better'],
  ['melMse', 'Mel MSE, dB²', 1, 'Of the mel spectrograms in dB; less is better'],
];

/** Figures of source and result, and against a clean recording if there is one. */
export function FiguresPanel({ id, recording }: { id: string; recording: RecordingState }) {
  const context = useCommands();
  const { key, figures, settings } = recording;
  const { own, reference, cleanName } = figures;
  const isShort = durationOf(recording) <= SHORT_SEC;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew whenever the recording or its settings are others
  useEffect(() => {
    if (isShort || own.status === 'none') void measureFigures(context);
  }, [context, key, settings, isShort]);
  useEffect(() => () => stopFigures(context), [context]);
  const isStale = own.status === 'done' && own.settings !== settings;
  return (
    <section id={id} className="figures-panel" aria-label="Figures">
      <div>
        <FiguresTable caption="By themselves" rows={OWN_ROWS} measured={own} />
        {isStale && !isShort && (
          <p className="muted fine">
            Measured under other settings.{' '}
            <button type="button" className="button small" onClick={() => void measureFigures(context)}>
              Measure again
            </button>
          </p>
        )}
      </div>
      <RatingTable rating={figures.rating} before={figures.lastRating?.before} />
      <div className="reference" data-drop="clean-reference">
        {cleanName !== undefined && <FiguresTable caption={`Against ${cleanName}`} rows={REFERENCE_ROWS} measured={reference} />}
        {reference.status === 'done' && (
          <p className="muted fine">{`Over the ${formatDuration(reference.value.seconds, 1)} that both have, aligned to the sample.`}</p>
        )}
        <div className="reference-choice">
          <FileButton
            name="Clean reference"
            text={cleanName === undefined ? 'Choose a clean reference' : 'Another reference'}
            accept={AUDIO_FILES}
            onFiles={(files) => void takeCleanReference(context, files)}
          />
          {cleanName === undefined && (
            <p className="muted fine">Or drop the same moment without noise here: SI-SDR, STOI and mel error follow.</p>
          )}
        </div>
      </div>
    </section>
  );
}
