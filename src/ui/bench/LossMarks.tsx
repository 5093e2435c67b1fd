import type { LossMark } from '../../base/types';
import { showMark } from '../../commands/speech-loss';
import type { TimeRange } from '../../store/app-state';
import { useCommands } from '../use-app';

/** Where speech may be lost, along the lower edge of the pictures; a press goes there. Keys and screen readers have the button `Next`. */
export function LossMarks({ marks, view }: { marks: readonly LossMark[] | undefined; view: TimeRange }) {
  const context = useCommands();
  const span = Math.max(1e-9, view.endSec - view.startSec);
  return (
    <div className="loss-marks" aria-hidden="true">
      {(marks ?? []).map(({ startSec, endSec, levelDb }, index) => {
        if (endSec < view.startSec || startSec > view.endSec) return null;
        return (
          <button
            key={startSec}
            type="button"
            tabIndex={-1}
            title={`Speech lost? Removed here: ${levelDb.toFixed(0).replace('-', '−')} dB against loud speech`}
            style={{ left: `${((startSec - view.startSec) / span) * 100}%`, width: `${((endSec - startSec) / span) * 100}%` }}
            onPointerDown={(event) => event.stopPropagation()}
            onClick={() => void showMark(context, index)}
          />
        );
      })}
    </div>
  );
}
