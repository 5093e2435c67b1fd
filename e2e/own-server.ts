import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../scripts/serve.mjs';

/** The build, copied, served by itself: what the origin has can be changed. */
export async function ownServer(): Promise<{ folder: string; url: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'limpid-origin-'));
  cpSync('dist', folder, { recursive: true });
  const { server, url } = await serve(folder, Number(process.env['LIMPID_E2E_PORT'] ?? 4199) + 1, true);
  return {
    folder,
    url,
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
