import { basename } from 'node:path/posix';
import { encrypted, type Lies, onNetwork, open, unknown } from './answers.ts';
import { mountAround } from './mounts.ts';
import { orNull, type System } from './system.ts';

interface Mount {
  /** "254:0"; of no block device where it begins with 0. */
  readonly device: string;
  readonly type: string;
  readonly source: string;
}

const plain = (escaped: string) =>
  escaped.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Where a folder is mounted from, by `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export function mountOf(mountinfo: string, folder: string): Mount | null {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [fields, rest] = line.split(' - ');
    const [, , device, , point] = fields?.split(' ') ?? [];
    const [type, source] = rest?.split(' ') ?? [];
    return device && point && type && source
      ? [{ point: plain(point), device, type, source: plain(source) }]
      : [];
  });
  const found = mountAround(mounts, folder);
  return found && { device: found.device, type: found.type, source: found.source };
}

/** What device-mapper says of a device that encrypts, by the beginning of its uuid (libcryptsetup); verity and integrity do not. */
const mappings: Readonly<Record<string, string>> = {
  LUKS1: 'LUKS',
  LUKS2: 'LUKS',
  PLAIN: 'dm-crypt',
  LOOPAES: 'loop-AES',
  TCRYPT: 'VeraCrypt',
  BITLK: 'BitLocker',
  FVAULT2: 'FileVault',
};

/** Devices that stand for a file or for a disk elsewhere. */
const elsewhere = /^(loop|nbd|rbd|drbd|ublkb)\d/;
/** Folders of other computers (or of the one around a virtual machine). */
const network =
  /^(nfs4?|cifs|smb3|smbfs|afs|ceph|lustre|9p|virtiofs|fuse\.(sshfs|rclone|s3fs|glusterfs|gvfsd-fuse|onedriver|google-drive-ocamlfuse)|fuse\.?davfs2?|davfs2?)$/;
/** File systems that encrypt themselves. */
const encrypting = /^(?:fuse\.)?(ecryptfs|encfs|gocryptfs|cryfs|securefs)$/;

const lookYourself = 'Look yourself: “lsblk -o NAME,TYPE,MOUNTPOINTS” shows “crypt” above what is encrypted.';
const setUp =
  'Linux encrypts a disk when it is set up (LUKS): make the next one so, or move the data folder to an encrypted disk and start with --data DIR.';

/** How a device of `/sys` is encrypted: by what, 'open', or null where it does not show. What it lies on counts, however deep. */
async function cryptOf(system: System, path: string, depth = 0): Promise<string | null> {
  const name = basename((await orNull(system.real(path))) ?? '');
  if (name === '' || elsewhere.test(name) || depth > 10) return null;
  const mapping = /^CRYPT-([A-Z0-9]+)-/.exec((await orNull(system.readText(`${path}/dm/uuid`))) ?? '')?.[1];
  const by = mapping && mappings[mapping];
  if (by) return by;
  const under = (await orNull(system.names(`${path}/slaves`))) ?? [];
  // A mapped device always lies on something.
  if (under.length === 0) return name.startsWith('dm-') ? null : 'open';
  return all(await Promise.all(under.map((one) => cryptOf(system, `/sys/class/block/${one}`, depth + 1))));
}

/** One answer for several disks that hold one thing. */
function all(found: readonly (string | null)[]): string | null {
  if (found.length === 0 || found.includes(null)) return null;
  return found.includes('open') ? 'open' : ([...new Set(found)].join(', ') as string);
}

/** A file system of btrfs may lie on several devices, each with its place in `/sys`. */
async function btrfsCrypt(system: System, source: string): Promise<string | null> {
  const device = basename((await orNull(system.real(source))) ?? '');
  for (const id of (await orNull(system.names('/sys/fs/btrfs'))) ?? []) {
    const devices = (await orNull(system.names(`/sys/fs/btrfs/${id}/devices`))) ?? [];
    if (devices.includes(device))
      return all(await Promise.all(devices.map((one) => cryptOf(system, `/sys/class/block/${one}`))));
  }
  return null;
}

/** What `zfs get encryption` says of a data set. */
export function readZfs(printed: string | null): Lies {
  const value = printed?.trim() ?? '';
  if (/^aes-\d{3}-(ccm|gcm)$/.test(value)) return encrypted('ZFS');
  return value === 'off'
    ? unknown('ZFS does not encrypt it, and the disks of its pool are not looked at', lookYourself)
    : unknown('ZFS did not answer', 'Look yourself: “zfs get encryption” tells.');
}

/** Whether `lsattr -d` shows a folder that fscrypt encrypts; null where it says nothing of the kind. */
export const readLsattr = (printed: string): boolean | null => {
  const flags = /^([-a-zA-Z]{10,}) /.exec(printed)?.[1];
  return flags ? flags.includes('E') : null;
};

/** The disk of a folder under Linux. */
export async function linuxDisk(system: System, folder: string): Promise<Lies> {
  const mount = mountOf((await orNull(system.readText('/proc/self/mountinfo'))) ?? '', folder);
  if (!mount) return unknown('Linux does not say where it is', lookYourself);
  const { type } = mount;
  if (network.test(type)) return onNetwork();
  const own = encrypting.exec(type)?.[1];
  if (own) return encrypted(own === 'ecryptfs' ? 'eCryptfs' : own);
  if (/microsoft/i.test((await orNull(system.readText('/proc/sys/kernel/osrelease'))) ?? ''))
    return unknown(
      'this is Linux within Windows, whose disk is a file there',
      'Look in Windows, whether BitLocker or device encryption is on.',
    );
  if (type === 'zfs') {
    const ask = ['get', '-H', '-o', 'value', 'encryption', mount.source];
    const printed =
      (await orNull(system.run('/usr/sbin/zfs', ask))) ?? (await orNull(system.run('/sbin/zfs', ask)));
    return readZfs(printed);
  }
  const crypt =
    type === 'btrfs'
      ? await btrfsCrypt(system, mount.source)
      : mount.device.startsWith('0:')
        ? null
        : await cryptOf(system, `/sys/dev/block/${mount.device}`);
  if (crypt !== null && crypt !== 'open') return encrypted(crypt);
  if (crypt === null) return unknown(`what is under it (${type}) does not show`, lookYourself);
  // Only these can encrypt a folder of theirs.
  if (!/^(ext4|f2fs|ubifs)$/.test(type)) return open(setUp);
  const folderIs = readLsattr((await orNull(system.run('/usr/bin/lsattr', ['-d', folder]))) ?? '');
  if (folderIs) return encrypted('fscrypt');
  return folderIs === null
    ? unknown('the disk is not, and whether the folder is (fscrypt) could not be asked', lookYourself)
    : open(setUp);
}
