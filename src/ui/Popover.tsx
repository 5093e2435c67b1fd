import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** A button and the panel that it opens; Escape and a press elsewhere close it. `children` gets what closes the panel and gives the focus back. */
export function Popover(props: {
  label: string;
  className: string;
  buttonClass?: string;
  title?: string;
  button: ReactNode;
  children: (close: () => void, id: string) => ReactNode;
}) {
  const { label, className, buttonClass = 'button', title, button, children } = props;
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel from whatever control in it has the focus.
    <div
      ref={root}
      className={className}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={opener}
        type="button"
        className={buttonClass}
        aria-label={label}
        title={title}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && children(close, id)}
    </div>
  );
}
