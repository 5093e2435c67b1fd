import { Scope } from '../base/scope';

/** Resolves once the page shows something, or at once where it is in the background or the browser does not tell. */
export async function firstPaint(): Promise<void> {
  if (document.hidden || !PerformanceObserver.supportedEntryTypes.includes('paint')) return;
  const scope = new Scope();
  await new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) resolve();
    });
    observer.observe({ type: 'paint', buffered: true });
    scope.add(() => observer.disconnect());
    scope.listen(document, 'visibilitychange', () => resolve());
  });
  scope.dispose();
}
