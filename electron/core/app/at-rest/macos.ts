import { encrypted, type Lies, onNetwork, open, unknown } from './answers.ts';
import { mountAround } from './mounts.ts';
import { orNull, type System } from './system.ts';

const turnOn = 'Turn FileVault on: System Settings, Privacy & Security, FileVault.';

/** What `fdesetup status` says, which is of the startup disk. */
export function readFileVault(printed: string): Lies {
  const text = printed.trim();
  if (/^Decryption in progress/m.test(text))
    return open(turnOn, 'FileVault is being turned off: the disk with your calls will not be encrypted.');
  if (/^Encryption in progress/m.test(text) || /^FileVault is On, but/.test(text))
    return open(
      'Leave the computer on and plugged in until it is done; restart it if macOS asks for it.',
      'FileVault is being turned on: the disk with your calls is not wholly encrypted yet.',
    );
  if (text === 'FileVault is On.') return encrypted('FileVault');
  if (text.startsWith('FileVault is Off')) return open(turnOn);
  return unknown('macOS gave an answer that Earshot does not know', `Look yourself. ${turnOn}`);
}

/** The kind of file system of a folder, by what `mount` prints ("//ada@nas/share on /Volumes/share (smbfs, nodev)"). */
export function macFileSystem(mounts: string, folder: string): string | null {
  const all = mounts.split('\n').flatMap((line) => {
    const [, point, type] = / on (\/.*) \(([^,)]+)/.exec(line) ?? [];
    return point && type ? [{ point, type }] : [];
  });
  return mountAround(all, folder)?.type ?? null;
}

/** The disk of a folder under macOS. */
export async function macDisk(system: System, folder: string): Promise<Lies> {
  const kind = macFileSystem((await orNull(system.run('/sbin/mount', []))) ?? '', folder);
  if (kind && /^(smbfs|nfs|afpfs|webdav|ftp|macfuse|osxfuse|fuse)/.test(kind)) return onNetwork();
  if (folder.startsWith('/Volumes/'))
    return unknown(
      'FileVault tells of the startup disk only, and the data folder is on another',
      'Look in Disk Utility, which says “Encrypted” under the name of a disk that is.',
    );
  const printed = await orNull(system.run('/usr/bin/fdesetup', ['status']));
  if (printed === null) return unknown('macOS did not answer', `Look yourself. ${turnOn}`);
  return readFileVault(printed);
}
