import type { MaterialKind } from '../../base/tuning';
import { addMaterial, removeMaterial } from '../../commands/tune-material';
import type { MaterialState } from '../../store/tuning-state';
import { AUDIO_FILES, FileButton } from '../FileButton';
import { formatDuration, formatMinutes } from '../format';
import { useApp, useCommands } from '../use-app';

const CARDS: readonly [MaterialKind, string, string][] = [
  ['clean', 'Clean recordings', 'The voice, close and quiet around it'],
  ['noisy', 'Noisy recordings', 'The same moments as they come out'],
  ['noise', 'Noise recordings', 'The room without the voice'],
];

/** Where recordings to learn from are dropped or chosen, by what they are. */
export function MaterialCards() {
  return (
    <div className="material">
      {CARDS.map(([kind, title, hint]) => (
        <MaterialCard key={kind} kind={kind} title={title} hint={hint} />
      ))}
    </div>
  );
}

function MaterialCard({ kind, title, hint }: { kind: MaterialKind; title: string; hint: string }) {
  const context = useCommands();
  const material = useApp((state) => state.tuning.material);
  const items = material.filter((item) => item.kind === kind);
  const seconds = items.reduce((sum, { handle }) => sum + (handle?.seconds ?? 0), 0);
  return (
    <section className="material-card" data-material={kind} aria-label={`${title} to learn from`}>
      <div className="material-head">
        <h3>{title}</h3>
        {items.length > 0 && <span className="muted">{formatMinutes(seconds / 60)}</span>}
      </div>
      <p className="muted">{hint}</p>
      {items.length > 0 && (
        <ul className="material-list">
          {items.map((item) => (
            <MaterialItem key={item.key} item={item} />
          ))}
        </ul>
      )}
      <FileButton
        name={title}
        text="Choose files"
        accept={AUDIO_FILES}
        onFiles={(files) =>
          void addMaterial(
            context,
            kind,
            files.map((file) => ({ file, path: file.webkitRelativePath || file.name })),
          )
        }
      />
    </section>
  );
}

function MaterialItem({ item: { key, name, handle } }: { item: MaterialState }) {
  const context = useCommands();
  return (
    <li>
      <span className="material-name" title={name}>
        {name.replace(/^\//, '')}
      </span>
      <span className="muted">{handle ? formatDuration(handle.seconds) : 'reading…'}</span>
      <button type="button" className="tab-close" aria-label={`Remove ${name}`} onClick={() => void removeMaterial(context, key)}>
        <svg className="line-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="m4 4 8 8M12 4l-8 8" />
        </svg>
      </button>
    </li>
  );
}
