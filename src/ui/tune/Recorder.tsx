import { endTake, recordTake, showRecorder, TAKE_SEC } from '../../commands/recorder';
import { useApp, useCommands } from '../use-app';

const TEXT =
  'When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. The rainbow is a division of white light into many beautiful colours. These take the shape of a long round arch, with its path high above, and its two ends apparently beyond the horizon. There is, according to legend, a boiling pot of gold at one end. People look, but no one ever finds it. When a man looks for something beyond his reach, his friends say he is looking for the pot of gold at the end of the rainbow.';

/** “My mic, my room”: twenty seconds of the room, forty of reading aloud. */
export function Recorder() {
  const context = useCommands();
  const recorder = useApp((state) => state.tuning.recorder);
  if (recorder.status === 'off')
    return (
      <p className="recorder-offer">
        <button type="button" className="button" onClick={() => showRecorder(context, true)}>
          Record my mic, my room
        </button>
        <span className="muted">No files? A minute at your microphone is a start.</span>
      </p>
    );
  const recording = recorder.status === 'recording' ? recorder : undefined;
  return (
    <section className="recorder" aria-label="My mic, my room">
      <div className="material-head">
        <h3>My mic, my room</h3>
        <button type="button" className="button quiet" onClick={() => showRecorder(context, false)}>
          Close recorder
        </button>
      </div>
      <p className="muted">
        First the room as it is, without a word. Then read the text aloud, as you would speak. Nothing is filtered, nothing leaves this
        computer.
      </p>
      <blockquote className="recorder-text" data-active={recording?.take === 'voice'}>
        {TEXT}
      </blockquote>
      {recording ? (
        <div className="recorder-controls">
          <progress aria-label="Recording" max={TAKE_SEC[recording.take]} value={recording.seconds} />
          <span className="recorder-clock">
            {recording.take === 'room' ? 'Room' : 'Voice'} {Math.floor(recording.seconds)} of {TAKE_SEC[recording.take]} s
          </span>
          <meter aria-label="Level" min={0} max={1} high={0.98} value={Math.min(1, recording.level)} />
          <button type="button" className="button" onClick={() => endTake(context)}>
            That is enough
          </button>
        </div>
      ) : (
        <div className="recorder-controls">
          <button type="button" className="button" onClick={() => void recordTake(context, 'room')}>
            Record the room
          </button>
          <button type="button" className="button" onClick={() => void recordTake(context, 'voice')}>
            Record my voice
          </button>
        </div>
      )}
    </section>
  );
}
