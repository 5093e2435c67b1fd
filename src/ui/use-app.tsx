import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Context } from '../commands/context';
import type { AppState } from '../store/app-state';

const AppContext = createContext<Context | undefined>(undefined);

export const ContextProvider = AppContext.Provider;

/** What commands need. Throws outside of a ContextProvider. */
export function useCommands(): Context {
  const context = use(AppContext);
  if (!context) throw new Error('useCommands outside of ContextProvider');
  return context;
}

/** A part of the state; the component is drawn again when it changes. */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useCommands().store, selector);
}
