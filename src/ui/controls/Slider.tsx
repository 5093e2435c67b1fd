interface SliderProps {
  readonly label: string;
  readonly value: number;
  /** What the value reads as, where it is not the number and its unit. */
  readonly text?: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onValue: (value: number) => void;
  readonly onReset: () => void;
}

/** A named slider with its value in words; a double click takes it back to its default. */
export function Slider({ label, value, unit, text = `${value} ${unit}`, min, max, step = 1, onValue, onReset }: SliderProps) {
  return (
    <label className="slider" title="Double click: back to the default">
      <span>{label}</span>
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={({ target }) => onValue(target.valueAsNumber)}
        onDoubleClick={onReset}
      />
      <output aria-live="off">{text}</output>
    </label>
  );
}
