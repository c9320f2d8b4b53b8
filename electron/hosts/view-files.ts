import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** A file of the built view, ready to be sent. */
interface ViewFile {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array | string;
}

/** Reads the built view's file for a URL path ('/' is index.html). Paths that leave the folder find nothing. */
export async function readViewFile(rendererDir: string, urlPath: string): Promise<ViewFile> {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return notFound;
  }
  if (path.includes('\0')) return notFound;
  const file = join(rendererDir, path === '/' ? 'index.html' : path);
  if (!file.startsWith(rendererDir + sep)) return notFound;
  const type = types[extname(file)];
  if (!type) return notFound;
  try {
    return { status: 200, type, body: await readFile(file) };
  } catch {
    return path === '/' ? notBuilt : notFound;
  }
}

const notFound: ViewFile = { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found\n' };

const notBuilt: ViewFile = {
  status: 503,
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><html lang="en"><title>Earshot</title><h1>Earshot</h1><p>The view has not been built. Run <code>npm start</code>, which builds it, or <code>npm run build</code>.</p></html>\n',
};
