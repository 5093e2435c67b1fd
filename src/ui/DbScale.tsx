import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { ColourMap } from '../base/look';
import { DB_LIMITS, setDbRange, setLook } from '../commands/look';
import type { DbRange } from '../store/app-state';
import { colourTable } from '../worker/colour-maps';
import { formatDb } from './format';
import { useCommands } from './use-app';

const NUM_STEPS = 4;
const KEY_STEP_DB = 5;
/** What the bar shows beyond the floor and the ceiling that the recording asks for, dB. */
const BEYOND_DB = 20;

/** Colours from dark to bright, bottom to top. */
function gradient(map: ColourMap): string {
  const table = colourTable(map);
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${[...table.slice(i * 60, i * 60 + 3)].join()})`);
  return `linear-gradient(to top, ${stops.join()})`;
}

/** The colours of both spectrograms and the decibels that they stand for, with a floor and a ceiling to drag; a double click gives them back to the recording. */
export function DbScale({ range, own, colours }: { range: DbRange | undefined; own: DbRange | undefined; colours: ColourMap }) {
  const context = useCommands();
  const bar = useRef<HTMLDivElement>(null);
  if (!range || !own) return <div className="db-scale" aria-hidden="true" />;
  const low = Math.min(own.minDb - BEYOND_DB, range.minDb);
  const high = Math.max(own.maxDb + BEYOND_DB, range.maxDb);
  const placeOf = (db: number): number => (high - db) / (high - low);
  const dbAt = (event: PointerEvent): number => {
    const box = bar.current?.getBoundingClientRect();
    return box ? high - ((event.clientY - box.top) / box.height) * (high - low) : range.maxDb;
  };
  const handle = (end: keyof DbRange, name: string) => (
    <div
      role="slider"
      tabIndex={0}
      className="db-handle"
      data-end={end}
      aria-label={name}
      title={`${name}: drag, or arrows; double click: as the recording asks for`}
      aria-orientation="vertical"
      aria-valuemin={DB_LIMITS.min}
      aria-valuemax={DB_LIMITS.max}
      aria-valuenow={range[end]}
      aria-valuetext={`${range[end]} dB`}
      style={{ top: `${placeOf(range[end]) * 100}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) setDbRange(context, range, { [end]: dbAt(event) });
      }}
      onDoubleClick={() => setLook(context, { range: undefined })}
      onKeyDown={(event: KeyboardEvent) => {
        const by = event.key === 'ArrowUp' ? KEY_STEP_DB : event.key === 'ArrowDown' ? -KEY_STEP_DB : 0;
        if (by === 0) return;
        event.preventDefault();
        setDbRange(context, range, { [end]: range[end] + by });
      }}
    >
      <span>{formatDb(range[end])}</span>
    </div>
  );
  const between = Array.from({ length: NUM_STEPS - 1 }, (_, i) => range.maxDb - ((i + 1) * (range.maxDb - range.minDb)) / NUM_STEPS);
  return (
    <div className="db-scale">
      <div className="db-track" ref={bar}>
        <div
          className="db-bar"
          style={{ top: `${placeOf(range.maxDb) * 100}%`, bottom: `${(1 - placeOf(range.minDb)) * 100}%`, background: gradient(colours) }}
        />
        <div className="db-ticks" aria-hidden="true">
          {between.map((db) => (
            <span key={db} style={{ top: `${placeOf(db) * 100}%` }}>
              {formatDb(db)}
            </span>
          ))}
        </div>
        {handle('maxDb', 'Ceiling')}
        {handle('minDb', 'Floor')}
      </div>
      <em aria-hidden="true">dB</em>
    </div>
  );
}
