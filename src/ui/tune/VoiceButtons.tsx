import type { TuneVoice } from '../../base/tuning';
import { playVoice } from '../../commands/tune-proof';
import { useApp, useCommands } from '../use-app';

/** A few held-out seconds, to be heard as they are, by the base model, and by what was learnt so far. */
export function VoiceButtons({ tunedLabel }: { tunedLabel: string }) {
  const context = useCommands();
  const playing = useApp((state) => state.tuning.voice);
  const voices: readonly [TuneVoice, string][] = [
    ['noisy', 'Hear it noisy'],
    ['base', 'Hear the base model'],
    ['tuned', tunedLabel],
  ];
  return (
    <section className="voices" aria-label="Held-out clip">
      {voices.map(([voice, label]) => (
        <button
          key={voice}
          type="button"
          className="button"
          aria-pressed={playing === voice}
          onClick={() => void playVoice(context, voice)}
        >
          <svg className="solid-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            {playing === voice ? <path d="M4 4h8v8H4z" /> : <path d="M4 2.5v11l9-5.5z" />}
          </svg>
          {label}
        </button>
      ))}
      <span className="muted">seconds that training never sees</span>
    </section>
  );
}
