/** Writes the list of all files of a build, each with its hash, into the service worker of that build. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export const SERVICE_WORKER = 'service-worker.js';

function hash(bytes) {
  return createHash('sha256').update(bytes).digest();
}

/** Lists `folder` in its service worker. Returns the version: a hash over all files. */
export function writeOfflineRelease(folder) {
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path !== SERVICE_WORKER && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => [path.split(sep).join('/'), `sha256-${hash(readFileSync(join(folder, path))).toString('base64')}`]);
  const version = hash(JSON.stringify(files)).toString('hex').slice(0, 16);
  const path = join(folder, SERVICE_WORKER);
  const release = JSON.stringify(JSON.stringify({ version, files }));
  const script = readFileSync(path, 'utf8');
  const written = script.replace(/JSON\.parse\((["'`])(?:%LIMPID_RELEASE%|\{.*?\})\1\)/s, () => `JSON.parse(${release})`);
  if (written === script) throw new Error(`${path} has no place for the list of files.`);
  writeFileSync(path, written);
  return version;
}
