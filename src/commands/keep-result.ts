import type { RenderSettings } from '../base/settings';
import type { Context } from './context';

/** Keeps the file that was made last, so that it can be dragged out of the page; the one before is let go. */
export function keepResult({ store }: Context, blob: Blob, made: { fileName: string; key: number; settings: RenderSettings }): void {
  const { result } = store.getState();
  if (result) URL.revokeObjectURL(result.url);
  store.setState({ result: { ...made, url: URL.createObjectURL(blob), type: blob.type } });
}
