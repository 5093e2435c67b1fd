/// <reference lib="webworker" />
/**
 * Keeps one version of the whole page, models included, so that it works without a network. Every file is checked against the hash that the build wrote down;
 * another version waits until the page asks for it, and files of the version before stay for tabs that still run it.
 */
declare const self: ServiceWorkerGlobalScope;

interface Release {
  readonly version: string;
  /** Path below the scope, and hash as in subresource integrity. */
  readonly files: readonly (readonly [path: string, integrity: string])[];
}

/** Written by the build: see scripts/offline-release.mjs. */
const RELEASE = JSON.parse('%LIMPID_RELEASE%') as Release;
const PREFIX = 'limpid-';
const CACHE = PREFIX + RELEASE.version;
/** The present version and the one before. */
const KEPT_VERSIONS = 2;
const PARALLEL = 4;

function urlOf(path: string): string {
  return new URL(path, self.registration.scope).href;
}

async function fetchWhole(path: string, integrity: string): Promise<Response> {
  const response = await fetch(urlOf(path), { integrity, cache: 'no-cache' });
  if (!response.ok) throw new Error(`${path} answered with status ${response.status}`);
  return response;
}

/** All files or none: a version with a hole would fail in the air. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  const left = [...RELEASE.files];
  const fetchNext = async (): Promise<void> => {
    for (let file = left.shift(); file; file = left.shift()) {
      const [path, integrity] = file;
      await cache.put(urlOf(path), await fetchWhole(path, integrity));
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, fetchNext));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function activate(): Promise<void> {
  // In the order in which they were made.
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(ours.slice(0, -KEPT_VERSIONS).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const key = request.mode === 'navigate' ? urlOf('index.html') : request.url;
  const options = { ignoreSearch: true };
  return (await cache.match(key, options)) ?? (await caches.match(request, options)) ?? (await fetch(request));
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const isPage = request.mode !== 'navigate' || [urlOf(''), urlOf('index.html')].includes(request.url.split(/[?#]/)[0] ?? '');
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope) && isPage) event.respondWith(answer(request));
});

// A module by itself, so that `self` is this file's own.
export {};
