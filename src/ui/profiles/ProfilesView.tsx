import { importProfiles, undoDelete } from '../../commands/profiles';
import { showSection } from '../../commands/show-section';
import { FileButton } from '../FileButton';
import { Status } from '../Status';
import { useApp, useCommands } from '../use-app';
import { ProfileItem } from './ProfileItem';

/** The fine-tuned models that this browser keeps. */
export function ProfilesView() {
  const profiles = useApp((state) => state.profiles);
  return (
    <section className="sheet" aria-label="Profiles">
      <div className="sheet-head">
        <div>
          <h2>Profiles</h2>
          <p className="muted">Models that learnt from your recordings. They are kept in this browser; as files they go anywhere.</p>
        </div>
        <ImportButton />
      </div>
      <Undo />
      <ul className="profiles" aria-label="Profiles">
        {profiles?.map((profile) => (
          <ProfileItem key={profile.id} profile={profile} />
        ))}
      </ul>
      {profiles?.length === 0 && <NoProfiles />}
    </section>
  );
}

function ImportButton() {
  const context = useCommands();
  return <FileButton name="Import profile" text="Import…" accept=".safetensors" onFiles={(files) => void importProfiles(context, files)} />;
}

function Undo() {
  const context = useCommands();
  const deleted = useApp((state) => state.deleted);
  return (
    <Status name="Deleted profile" as="div" news={deleted ? `${deleted.name} was deleted` : ''}>
      {deleted && (
        <p className="undo">
          <span>“{deleted.name}” was deleted.</span>
          <button type="button" className="button quiet" onClick={() => void undoDelete(context)}>
            Undo
          </button>
        </p>
      )}
    </Status>
  );
}

function NoProfiles() {
  const context = useCommands();
  return (
    <div className="nothing">
      <p>There are none yet.</p>
      <p className="muted">Teach the model your voice, your microphone and your room, or drop a profile’s file on this page.</p>
      <button type="button" className="button primary" onClick={() => showSection(context, 'fine-tune')}>
        Teach it
      </button>
    </div>
  );
}
