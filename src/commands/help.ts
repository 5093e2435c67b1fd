import type { Context } from './context';

/** Shows the list of keys, or takes it away. */
export function setHelp({ store }: Context, help: boolean): void {
  store.setState({ help });
}
