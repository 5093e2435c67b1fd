import type { Server } from 'node:http';
/** Serves a folder on `port`, or on the next free one if `search` is set. */
export function serve(root: string, port: number, search: boolean, more?: readonly string[]): Promise<{ server: Server; url: string }>;
