import { listenTo } from '../commands/playback';
import type { ListenTo } from '../store/app-state';
import { useApp, useCommands } from './use-app';

const CHOICES: readonly [ListenTo, string, string][] = [
  ['before', 'Before', 'B'],
  ['after', 'After', 'A'],
  ['removed', 'Removed', 'R'],
];

/** What is heard: the source, the result, or what lies between them; not to be seen nor chosen in a blind test. */
export function ListenChoice({ isBlind }: { isBlind: boolean }) {
  const context = useCommands();
  const chosen = useApp((state) => state.listenTo);
  return (
    <div className="segments" role="radiogroup" aria-label="Listen to">
      {CHOICES.map(([value, label, key]) => (
        <label key={value} className="segment" title={`Key ${key}`}>
          <input
            type="radio"
            name="listen-to"
            value={value}
            disabled={isBlind}
            checked={!isBlind && chosen === value}
            onChange={() => listenTo(context, value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
