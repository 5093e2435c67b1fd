import { useCallback, useSyncExternalStore } from 'react';
import { Scope } from '../base/scope';

/** Whether a media query holds; the component is drawn again when that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const scope = new Scope();
      scope.listen(matchMedia(query), 'change', onChange);
      return () => scope.dispose();
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
