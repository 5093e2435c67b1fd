type Picker = (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;

/** The browser's own way to choose a folder to write into, where it has one. */
export function folderPicker(): (() => Promise<FileSystemDirectoryHandle>) | undefined {
  const { showDirectoryPicker } = globalThis as { showDirectoryPicker?: Picker };
  return showDirectoryPicker && (() => showDirectoryPicker.call(globalThis, { id: 'limpid-results', mode: 'readwrite' }));
}
