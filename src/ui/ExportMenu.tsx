import { useEffect, useState } from 'react';
import type { ExportFormat, RecordingHandle } from '../base/types';
import { exportAs, listExportFormats } from '../commands/export-as';
import { Popover } from './Popover';
import { useApp, useCommands } from './use-app';

const FORMATS: readonly (readonly [ExportFormat, string])[] = [
  ['wav-s16', 'WAV, 16 bit'],
  ['wav-s24', 'WAV, 24 bit'],
  ['wav-f32', 'WAV, 32 bit float'],
  ['flac', 'FLAC'],
  ['opus', 'Opus'],
  ['mp3', 'MP3'],
  ['aac', 'AAC (M4A)'],
  ['video', 'The video, with this sound'],
];
const RATES_HZ = [16_000, 22_050, 44_100, 48_000, 96_000] as const;
const LOUDNESS = [
  [-14, 'streaming'],
  [-16, 'podcast'],
  [-19, 'podcast, mono'],
  [-23, 'broadcast'],
] as const;

/** The button beside the download, and behind it the choice of format, rate and loudness. */
export function ExportMenu({ handle }: { handle: RecordingHandle }) {
  return (
    <Popover label="Export…" className="export" button="Export…">
      {(close, id) => <ExportPanel id={id} handle={handle} onDone={close} />}
    </Popover>
  );
}

/** Formats as they become known; undefined until then. */
function useFormats(): readonly ExportFormat[] | undefined {
  const context = useCommands();
  const [formats, setFormats] = useState<readonly ExportFormat[]>();
  useEffect(() => {
    let isCurrent = true;
    listExportFormats(context)
      .catch((): readonly ExportFormat[] => ['wav-s16', 'wav-s24', 'wav-f32'])
      .then((found) => isCurrent && setFormats(found));
    return () => {
      isCurrent = false;
    };
  }, [context]);
  return formats;
}

function ExportPanel({ id, handle, onDone }: { id: string; handle: RecordingHandle; onDone: () => void }) {
  const context = useCommands();
  const formats = useFormats();
  const busy = useApp(({ download }) => download.status === 'running');
  const [format, setFormat] = useState<ExportFormat>('wav-s24');
  const [rateHz, setRateHz] = useState<number>();
  const [lufs, setLufs] = useState<number>();
  const save = (): void => {
    void exportAs(context, { format, sampleRateHz: rateHz, loudnessLufs: lufs });
    onDone();
  };
  return (
    <fieldset id={id} className="popover-panel export-panel" aria-label="Export">
      <Choice label="Format" value={format} onChange={(value) => setFormat(FORMATS.find(([known]) => known === value)?.[0] ?? 'wav-s24')}>
        {FORMATS.filter(([value]) => formats?.includes(value) ?? value.startsWith('wav')).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Choice>
      <Choice label="Sample rate" value={rateHz ?? ''} onChange={(value) => setRateHz(value === '' ? undefined : Number(value))}>
        <option value="">{`Source's, ${handle.format.sampleRateHz / 1000} kHz`}</option>
        {RATES_HZ.filter((rate) => rate !== handle.format.sampleRateHz).map((rate) => (
          <option key={rate} value={rate}>
            {`${rate / 1000} kHz`}
          </option>
        ))}
      </Choice>
      <Choice label="Loudness" value={lufs ?? ''} onChange={(value) => setLufs(value === '' ? undefined : Number(value))}>
        <option value="">As it is</option>
        {LOUDNESS.map(([value, use]) => (
          <option key={value} value={value}>
            {`−${-value} LUFS, ${use}`}
          </option>
        ))}
      </Choice>
      {lufs !== undefined && (
        <p className="muted fine">Changes the level: source = result + removed holds before it. Peaks are held at −1 dBTP.</p>
      )}
      <button type="button" className="button primary" disabled={busy} onClick={save}>
        Save file
      </button>
    </fieldset>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | number;
  readonly onChange: (value: string) => void;
  readonly children: React.ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return (
    <label className="popover-choice">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {children}
      </select>
    </label>
  );
}
