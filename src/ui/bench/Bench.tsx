import type { RecordingState } from '../../store/app-state';
import { isDone } from '../../store/selectors';
import { LookMenu } from '../spectrogram/LookMenu';
import { ZoomButtons } from '../ZoomButtons';
import { EditList } from './EditList';
import { LossTools } from './LossTools';
import { SelectionTools } from './SelectionTools';
import { Toolbar } from './Toolbar';

/** The row above the pictures: tools, what can be done with a selection, what was edited, and how close it is looked at. */
export function Bench({ recording }: { recording: RecordingState }) {
  const { selection } = recording;
  return (
    <div className="bench">
      {isDone(recording) && (
        <>
          <Toolbar />
          {selection && <SelectionTools recording={recording} selection={selection} />}
          <EditList recording={recording} />
          <LossTools recording={recording} />
        </>
      )}
      {recording.handle && <LookMenu />}
      {recording.handle && <ZoomButtons recording={recording} />}
    </div>
  );
}
