import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaTrack } from '../media.ts';

/** Meetings whose recording was rendered with voices (test/fixtures/render-speech.ts). */
export const showcaseAudio = [
  '1289968119210253771',
  '6196615381432050121',
  '3028586868772267367',
  '5907196348553269032',
  '4849959334485449462',
];

/** The one whose video shows a clock. */
export const showcaseVideo = ['5907196348553269032'];

/** Folder of the recordings: beside this file in source, copied beside the bundle in a build. */
function recordingsDir(): string | null {
  const here = import.meta.dirname;
  for (const dir of [
    join(here, 'sample'),
    join(here, 'media', 'sample'),
    join(here, '..', '..', 'electron', 'gong', 'emulator', 'media', 'sample'),
  ]) {
    if (existsSync(join(dir, `${showcaseAudio[0]}.audio.webm`))) return dir;
  }
  return null;
}

/** A rendered recording; null where there is none. */
export function showcaseTrack(callId: string, kind: 'audio' | 'video'): MediaTrack | null {
  if (!(kind === 'audio' ? showcaseAudio : showcaseVideo).includes(callId)) return null;
  const dir = recordingsDir();
  if (dir === null) return null;
  const file = join(dir, `${callId}.${kind}.webm`);
  const { size } = statSync(file);
  return {
    size,
    read(start, end) {
      const bytes = new Uint8Array(end - start + 1);
      const handle = openSync(file, 'r');
      try {
        readSync(handle, bytes, 0, bytes.length, start);
      } finally {
        closeSync(handle);
      }
      return bytes;
    },
  };
}
