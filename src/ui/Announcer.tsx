import { useApp } from './use-app';

/** The page's one polite live region: what screen readers hear of states, the latest last. Errors are alerts and speak for themselves. */
export function Announcer() {
  const announcements = useApp((state) => state.announcements);
  return (
    <div role="status" aria-label="Announcements" aria-atomic="false" aria-relevant="additions" className="visually-hidden">
      {announcements.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
