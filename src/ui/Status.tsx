import { type ReactNode, useEffect } from 'react';
import { announce } from '../commands/announce';
import { useCommands } from './use-app';

interface StatusProps {
  readonly name: string;
  /** What a screen reader hears of it: short, and the same for as long as nothing worth hearing has changed; nothing while empty. */
  readonly news?: string;
  readonly className?: string;
  readonly title?: string;
  /** `div` where it holds more than text. */
  readonly as?: 'p' | 'div';
  readonly children?: ReactNode;
}

/** A named state that can be looked up at any time. It does not speak by itself, however often it changes: its news go through the page's one voice. */
export function Status({ name, news = '', className, title, as: Element = 'p', children }: StatusProps) {
  const context = useCommands();
  useEffect(() => {
    if (news !== '') announce(context, news);
  }, [context, news]);
  return (
    <Element role="status" aria-live="off" aria-label={name} className={className} title={title}>
      {children}
    </Element>
  );
}
