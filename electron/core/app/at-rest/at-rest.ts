import type { AtRest } from '../../../contract/app.ts';
import { unknown } from './answers.ts';
import { linuxDisk } from './linux.ts';
import { macDisk } from './macos.ts';
import { syncedBy } from './synced.ts';
import { orNull, type System, thisSystem } from './system.ts';
import { windowsDisk } from './windows.ts';

/**
 * How the data folder lies on this computer: whether its disk is encrypted, and what else has or endangers it. In words, without the
 * path. Only what the system says is told; it never rejects.
 */
export async function lookAtRest(dataDir: string, system: System = thisSystem): Promise<AtRest> {
  const folder = (await orNull(system.real(dataDir))) ?? dataDir;
  const disk = { linux: linuxDisk, darwin: macDisk, win32: windowsDisk }[system.platform as string];
  const [lies, service] = await Promise.all([
    disk?.(system, folder) ?? unknown('Earshot does not know this system', 'Look yourself.'),
    syncedBy(system, folder),
  ]);
  const move = 'Close Earshot, move the folder to a disk of this computer, and start with --data DIR.';
  const warnings = [
    ...(service
      ? [
          {
            message: `The data folder is in a folder that ${service} copies elsewhere: your calls leave this computer with it, what is erased here may stay or come back there, and a copy taken while Earshot writes may be broken.`,
            nextStep: `Close Earshot, move the folder out of ${service}, and start with --data DIR.`,
          },
        ]
      : []),
    ...(lies.network
      ? [
          {
            message:
              'The data folder is on a network drive. SQLite’s log of changes (WAL) works only within one computer: the store may be damaged there, and whoever runs that drive can read your calls.',
            nextStep: move,
          },
        ]
      : []),
  ];
  return { disk: lies.disk, warnings };
}
