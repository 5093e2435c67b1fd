import { dismissAlert } from '../commands/run-job';
import { ERROR_TEXT } from './error-text';
import { useApp, useCommands } from './use-app';

/** Errors, each with what happened and what to do, until dismissed. */
export function Alerts() {
  const context = useCommands();
  const alerts = useApp((state) => state.alerts);
  return alerts.map(({ key, error, subject }) => (
    <div key={key} role="alert" className="alert" data-error-code={error.code}>
      <div>
        <strong>
          {ERROR_TEXT[error.code].title}
          {subject !== undefined && <span className="alert-subject">{subject}</span>}
        </strong>
        <p>{error.message}</p>
        <p className="muted">{ERROR_TEXT[error.code].advice}</p>
      </div>
      <button type="button" className="button quiet" onClick={() => dismissAlert(context, key)}>
        Dismiss
      </button>
    </div>
  ));
}
