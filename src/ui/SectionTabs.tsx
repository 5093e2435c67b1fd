import { type KeyboardEvent, useRef } from 'react';
import { showSection } from '../commands/show-section';
import type { Section } from '../store/app-state';
import { useApp, useCommands } from './use-app';

const SECTIONS: readonly [Section, string][] = [
  ['denoise', 'Denoise'],
  ['live', 'Live'],
  ['fine-tune', 'Fine-tune'],
  ['profiles', 'Profiles'],
];

/** How far a key moves among the tabs: to the left, to the right, or nowhere. */
function stepOf(key: string): number {
  return key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
}

/** The parts of the page as tabs; arrows move among them. */
export function SectionTabs() {
  const context = useCommands();
  const current = useApp((state) => state.section);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key);
    if (step === 0) return;
    const at = SECTIONS.findIndex(([section]) => section === current);
    const next = (at + step + SECTIONS.length) % SECTIONS.length;
    const target = SECTIONS[next];
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    showSection(context, target[0]);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label="Parts of the page" className="sections" tabIndex={-1} onKeyDown={onKeyDown}>
      {SECTIONS.map(([section, title]) => (
        <button
          key={section}
          type="button"
          role="tab"
          id={`tab-${section}`}
          aria-controls="section"
          aria-selected={section === current}
          tabIndex={section === current ? 0 : -1}
          onClick={() => showSection(context, section)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
