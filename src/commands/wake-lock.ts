import { Scope } from '../base/scope';

/** Keeps the screen, and with it the machine, from falling asleep until the returned function is called; where the browser cannot, nothing happens. */
export function holdWakeLock(): () => void {
  const scope = new Scope();
  if (typeof navigator === 'undefined' || !('wakeLock' in navigator)) return () => scope.dispose();
  let sentinel: WakeLockSentinel | undefined;
  const request = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || scope.disposed) return;
    try {
      sentinel = await navigator.wakeLock.request('screen');
      if (scope.disposed) void sentinel.release();
    } catch (error) {
      // A low battery refuses it; training goes on without.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  // The browser lets go of it whenever the tab is hidden.
  scope.listen(document, 'visibilitychange', () => void request());
  scope.add(() => void sentinel?.release());
  void request();
  return () => scope.dispose();
}
