/** A static file server with the headers that every host of Limpid should send. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { securityHeaders } from './security-headers.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
};

/** The file of a path in the first of the folders that has it. */
async function find(roots, path) {
  for (const root of roots) {
    const file = normalize(join(root, path.endsWith('/') ? `${path}index.html` : path));
    const found = file.startsWith(normalize(root) + sep) ? await stat(file).catch(() => undefined) : undefined;
    if (found?.isFile()) return { file, size: found.size };
  }
  return undefined;
}

async function answer(roots, request, response) {
  const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  const found = await find(roots, path);
  if (!found) {
    response.writeHead(404, { ...securityHeaders, 'Content-Type': 'text/plain' }).end('Not found');
    return;
  }
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': TYPES[extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Cache-Control': cache,
  });
  if (request.method === 'HEAD') response.end();
  // A file that goes away meanwhile ends its own answer, not the server.
  else pipeline(createReadStream(found.file), response, () => undefined);
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.removeListener('error', reject);
      resolve(undefined);
    });
  });
}

/** Serves a folder, and what it lacks from `more`, on `port`, or on the next free one if `search` is set. Resolves to the server and its address. */
export async function serve(root, port, search, more = []) {
  for (let at = port; ; at++) {
    const server = createServer((request, response) => {
      answer([root, ...more], request, response).catch((error) => {
        console.error(error);
        response.writeHead(400).end();
      });
    });
    try {
      await listen(server, at);
      return { server, url: `http://localhost:${server.address().port}/` };
    } catch (error) {
      if (!search || error.code !== 'EADDRINUSE' || at - port > 50) throw error;
    }
  }
}
