import { useEffect, useRef } from 'react';
import { setHelp } from '../../commands/help';
import { useApp, useCommands } from '../use-app';
import { KEY_LIST } from './key-list';

/** The list of keys, over the page while it is asked for. */
export function KeyHelp() {
  const context = useCommands();
  const open = useApp((state) => state.help);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="keys" aria-labelledby="keys-title" onClose={() => setHelp(context, false)}>
      <div className="keys-head">
        <h2 id="keys-title">Keys</h2>
        <button type="button" className="button quiet" onClick={() => setHelp(context, false)}>
          Close
        </button>
      </div>
      <div className="keys-groups">
        {KEY_LIST.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([names, what]) => (
                <div key={what}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="muted fine">
        On a Mac, ⌘ for Ctrl. A double click on a slider gives its default back; Ctrl and the wheel, or two fingers, zoom.
      </p>
    </dialog>
  );
}
