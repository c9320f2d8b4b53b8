import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh folder, for a test or what comes before each: it is gone when the test and what comes after it are done. */
export function testFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
