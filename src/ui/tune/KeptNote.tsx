import { modelIdOfProfile } from '../../base/tuning';
import { changeModel } from '../../commands/change-model';
import { Status } from '../Status';
import { useApp, useCommands } from '../use-app';

/** Says what was kept, and puts it to use. */
export function KeptNote() {
  const context = useCommands();
  const kept = useApp((state) => state.tuning.kept);
  const modelId = useApp((state) => state.modelId);
  if (!kept) return <Status name="Kept profile" as="div" />;
  const inUse = modelId === modelIdOfProfile(kept.id);
  return (
    <Status name="Kept profile" as="div" news={`${kept.name} is among your profiles`}>
      <p className="undo">
        <span>
          “{kept.name}” is among your profiles{inUse ? ' and in use' : ''}.
        </span>
        {!inUse && (
          <button type="button" className="button quiet" onClick={() => void changeModel(context, modelIdOfProfile(kept.id))}>
            Denoise with it
          </button>
        )}
      </p>
    </Status>
  );
}
