import type { Section } from '../store/app-state';
import type { Context } from './context';

/** Puts a part of the page on screen. What plays there is paused, since its controls go with it. */
export function showSection({ store, player, jobs }: Context, section: Section): void {
  if (store.getState().section === section) return;
  player.pause();
  // A microphone never runs unseen.
  jobs.cancel('live');
  store.setState({ section, playing: false });
}
