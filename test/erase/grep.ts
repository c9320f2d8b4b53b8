import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Looks for words and pieces of bytes in every file of a folder. Standard input: JSON {dir, words, pieces in base64}; prints JSON.
const { dir, words, pieces } = JSON.parse(readFileSync(0, 'utf8')) as Record<'words' | 'pieces', string[]> & {
  dir: string;
};
const packed = pieces.map((piece) => Buffer.from(piece, 'base64'));
const found: string[] = [];
for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = readFileSync(file);
  const name = file.slice(dir.length);
  if (packed.some((piece) => bytes.includes(piece))) found.push(`${name}: a packed record`);
  const plain = bytes.toString('latin1').toLowerCase();
  // The words are ASCII: as UTF-16, each letter has a zero byte beside it.
  const texts = [plain, plain.replaceAll('\0', ''), name.toLowerCase()];
  for (const word of words)
    if (texts.some((text) => text.includes(word.toLowerCase()))) found.push(`${name}: ${word}`);
}
process.stdout.write(JSON.stringify(found));
