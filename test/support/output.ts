import type { Readable } from 'node:stream';

/** What a program has said so far on both of its ways out. */
export function outputOf(child: { readonly stdout: Readable; readonly stderr: Readable }): {
  out: string;
  err: string;
} {
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return said;
}
