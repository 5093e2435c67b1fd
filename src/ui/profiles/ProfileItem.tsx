import { useState } from 'react';
import { gainText } from '../../base/proof-text';
import { modelIdOfProfile, type StoredProfile } from '../../base/tuning';
import { changeModel } from '../../commands/change-model';
import { deleteProfile, exportProfile, renameProfile } from '../../commands/profiles';
import { formatMinutes } from '../format';
import { useApp, useCommands } from '../use-app';

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** One profile: what it is, what it was worth, and what can be done with it. */
export function ProfileItem({ profile }: { profile: StoredProfile }) {
  const context = useCommands();
  const inUse = useApp((state) => state.modelId === modelIdOfProfile(profile.id));
  const [renaming, setRenaming] = useState(false);
  const { id, name } = profile;
  return (
    <li className="profile" data-in-use={inUse}>
      <div className="profile-text">
        {renaming ? <NameForm profile={profile} onDone={() => setRenaming(false)} /> : <ProfileName name={name} inUse={inUse} />}
        <Facts profile={profile} />
      </div>
      <div className="profile-actions">
        <button type="button" className="button" aria-pressed={inUse} onClick={() => void changeModel(context, modelIdOfProfile(id))}>
          Use
        </button>
        <button type="button" className="button quiet" onClick={() => setRenaming(true)}>
          Rename
        </button>
        <button type="button" className="button quiet" onClick={() => void exportProfile(context, id)}>
          Export
        </button>
        <button type="button" className="button quiet" onClick={() => void deleteProfile(context, profile)}>
          Delete
        </button>
      </div>
    </li>
  );
}

function ProfileName({ name, inUse }: { name: string; inUse: boolean }) {
  return (
    <h3>
      {name}
      {inUse && <span className="badge">in use</span>}
    </h3>
  );
}

function Facts({ profile }: { profile: StoredProfile }) {
  const models = useApp((state) => state.models);
  const { createdMs, minutes, parent, proof } = profile;
  const parentTitle = models.find(({ id }) => id === parent)?.title ?? parent;
  return (
    <>
      <p className="muted">
        {DATE.format(createdMs)} · {formatMinutes(minutes)} of material · from {parentTitle}
      </p>
      {proof && (
        <p className="profile-gains">
          {proof.own && <span>Your recordings {gainText(proof.own)}</span>}
          <span className="muted">Other voices {gainText(proof.general)}</span>
        </p>
      )}
    </>
  );
}

function NameForm({ profile: { id, name }, onDone }: { profile: StoredProfile; onDone: () => void }) {
  const context = useCommands();
  const [wanted, setWanted] = useState(name);
  return (
    <form
      className="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDone();
        if (wanted.trim() !== name) void renameProfile(context, id, wanted);
      }}
    >
      <input
        className="field"
        aria-label="Profile name"
        value={wanted}
        maxLength={80}
        // biome-ignore lint/a11y/noAutofocus: the field takes the place of the button that was pressed
        autoFocus
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => setWanted(target.value)}
        onKeyDown={({ key }) => {
          if (key === 'Escape') onDone();
        }}
      />
      <button type="submit" className="button">
        Save
      </button>
    </form>
  );
}
