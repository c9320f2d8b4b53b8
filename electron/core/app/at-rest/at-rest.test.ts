import { expect, test } from 'vitest';
import { lookAtRest } from './at-rest.ts';
import { mountOf, readLsattr, readZfs } from './linux.ts';
import { macFileSystem, readFileVault } from './macos.ts';
import { dropboxFolders } from './synced.ts';
import { type System, thisSystem } from './system.ts';
import { driveOf, readBitLocker } from './windows.ts';

interface Fake {
  readonly texts?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, string>>;
  /** What a program prints, by the last part of its path. */
  readonly prints?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
}

/** A system that knows this and nothing else; a path is its own unless it is a link. */
function fake(platform: NodeJS.Platform, known: Fake): System & { readonly ran: string[] } {
  const ran: string[] = [];
  const get = async <T>(all: Readonly<Record<string, T>> | undefined, name: string): Promise<T> => {
    const found = all?.[name];
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  return {
    platform,
    env: known.env ?? {},
    home: known.home ?? '/home/ada',
    ran,
    readText: (file) => get(known.texts, file),
    names: (folder) => get(known.folders, folder),
    real: async (path) => known.links?.[path] ?? path,
    run(program, args) {
      ran.push([program, ...args].join(' '));
      return get(known.prints, program.split(/[\\/]/).at(-1) as string);
    },
  };
}

const state = ({ disk }: { readonly disk: { readonly state: string; readonly message: string } }) =>
  `${disk.state}${/\(([^)]+)\)/.exec(disk.message)?.[0] ?? ''}`;

test.each([
  ['FileVault is On.\n', 'encrypted(FileVault)'],
  ['FileVault is Off.\n', 'open'],
  ["FileVault is Off.\nDeferred enablement appears to be active for user 'ada'.\n", 'open'],
  ['FileVault is Off, but will be enabled after the next restart.\n', 'open'],
  ['FileVault is On, but needs to be restarted to finish.\n', 'open'],
  ['FileVault is On.\nEncryption in progress: Percent completed = 42.5\n', 'open'],
  ['FileVault is On.\nEncryption in progress: Pending\n', 'open'],
  ['FileVault is On.\nDecryption in progress: Percent completed = 80\n', 'open'],
  ['FileVault ist aktiviert.\n', 'unknown'],
  ['', 'unknown'],
])('FileVault: %j is %s', (printed, is) => {
  expect(state(readFileVault(printed))).toBe(is);
});

test('macOS: FileVault tells of the startup disk alone; a share is another computer’s', async () => {
  const mounts =
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n' +
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)\n' +
    '/dev/disk5s1 on /Volumes/Stick (apfs, local, nodev, nosuid, journaled, noowners)\n' +
    '//ada@nas._smb._tcp.local/calls on /Volumes/calls (smbfs, nodev, nosuid, mounted by ada)\n';
  expect(macFileSystem(mounts, '/Volumes/calls/Earshot')).toBe('smbfs');
  expect(macFileSystem(mounts, '/Volumes/callsother')).toBe('apfs');
  const system = fake('darwin', {
    prints: { fdesetup: 'FileVault is On.\n', mount: mounts },
    home: '/Users/ada',
  });
  const home = await lookAtRest('/Users/ada/Library/Application Support/Earshot', system);
  expect([state(home), home.warnings]).toEqual(['encrypted(FileVault)', []]);
  expect(state(await lookAtRest('/Volumes/Stick/Earshot', system))).toBe('unknown');
  const share = await lookAtRest('/Volumes/calls/Earshot', system);
  expect(state(share)).toBe('unknown');
  expect(share.warnings[0]?.message).toContain('network drive');
});

test.each([
  ['Fixed\r\n1\r\n', 'encrypted(BitLocker)'],
  ['Fixed\r\n2\r\n', 'open'],
  ['Fixed\r\n3\r\n', 'unknown'],
  ['Fixed\r\n5\r\n', 'unknown'],
  ['Fixed\r\n0\r\n', 'unknown'],
  // Home editions answer with nothing; without Explorer there is an error, in the language of the system.
  ['Fixed\r\n\r\n', 'unknown'],
  ['Fixed\r\nEs ist nicht möglich, eine Methode für einen Ausdruck aufzurufen.\r\n', 'unknown'],
  ['', 'unknown'],
])('BitLocker: %j is %s', (printed, is) => {
  expect(state(readBitLocker(printed))).toBe(is);
});

test('Windows is asked of the folder’s drive, and nothing else gets into the question', async () => {
  const system = fake('win32', { prints: { 'powershell.exe': 'Fixed\r\n2\r\n' }, home: 'C:\\Users\\Ada' });
  expect(state(await lookAtRest("d:\\it's here'); calc; ('", system))).toBe('open');
  expect(system.ran).toHaveLength(1);
  expect(system.ran[0]).toContain("NameSpace('D:\\')");
  expect(system.ran[0]).not.toContain('calc');
  expect(driveOf('\\\\?\\c:\\x')).toBe('C:');
  for (const share of ['\\\\nas\\calls\\Earshot', '\\\\?\\UNC\\nas\\calls']) {
    const found = await lookAtRest(share, system);
    expect([state(found), found.warnings.length], share).toEqual(['unknown', 1]);
  }
  const mapped = fake('win32', { prints: { 'powershell.exe': 'Network\r\n\r\n' }, home: 'C:\\Users\\Ada' });
  expect((await lookAtRest('Z:\\Earshot', mapped)).warnings).toHaveLength(1);
});

const line = (device: string, point: string, type: string, source: string) =>
  `36 1 ${device} / ${point} rw,relatime shared:1 - ${type} ${source} rw\n`;
const root = line('259:2', '/', 'ext4', '/dev/nvme0n1p2');

test('Linux: the mount of a folder is the nearest, the later of two in one place, with its name’s signs', () => {
  const info = `${root}${line('0:41', '/home/ada\\040b', 'nfs4', 'nas:/a\\040b')}${line('8:1', '/mnt', 'ext4', '/dev/sda1')}${line('8:2', '/mnt', 'xfs', '/dev/sdb1')}`;
  expect(mountOf(info, '/home/ada b/x')).toEqual({ device: '0:41', type: 'nfs4', source: 'nas:/a b' });
  expect(mountOf(info, '/home/ada bc')?.type).toBe('ext4');
  expect(mountOf(info, '/mnt')?.type).toBe('xfs');
  expect(mountOf('', '/')).toBeNull();
});

const luks = 'CRYPT-LUKS2-0123456789abcdef0123456789abcdef-luks-0123\n';
const lvm = 'LVM-Zk3bT0000000000000000000000000000\n';
const disks = {
  '/sys/dev/block/259:2': '/sys/devices/pci/nvme0n1/nvme0n1p2',
  '/sys/dev/block/253:0': '/sys/devices/virtual/block/dm-0',
  '/sys/dev/block/253:1': '/sys/devices/virtual/block/dm-1',
  '/sys/dev/block/7:0': '/sys/devices/virtual/block/loop0',
  '/dev/mapper/luks-0123': '/dev/dm-0',
};
const ext4 = { lsattr: '--------------e------- /d\n' };

test.each<[string, string, Fake]>([
  ['a plain partition', 'open', { texts: { '/proc/self/mountinfo': root }, prints: ext4 }],
  [
    'a folder of fscrypt on one',
    'encrypted(fscrypt)',
    { texts: { '/proc/self/mountinfo': root }, prints: { lsattr: '----------E---e------- /d\n' } },
  ],
  ['no lsattr to ask', 'unknown(fscrypt)', { texts: { '/proc/self/mountinfo': root } }],
  [
    'LUKS',
    'encrypted(LUKS)',
    {
      texts: {
        '/proc/self/mountinfo': line('253:0', '/', 'ext4', '/dev/mapper/luks'),
        '/sys/dev/block/253:0/dm/uuid': luks,
      },
    },
  ],
  [
    'LVM on LUKS',
    'encrypted(LUKS)',
    {
      texts: {
        '/proc/self/mountinfo': line('253:1', '/', 'ext4', '/dev/mapper/vg-root'),
        '/sys/dev/block/253:1/dm/uuid': lvm,
        '/sys/class/block/dm-0/dm/uuid': luks,
      },
      folders: { '/sys/dev/block/253:1/slaves': ['dm-0'] },
    },
  ],
  [
    'LVM over an encrypted disk and one that is not',
    'open',
    {
      texts: {
        '/proc/self/mountinfo': line('253:1', '/', 'xfs', '/dev/mapper/vg-root'),
        '/sys/dev/block/253:1/dm/uuid': lvm,
        '/sys/class/block/dm-0/dm/uuid': luks,
      },
      folders: { '/sys/dev/block/253:1/slaves': ['dm-0', 'sdb1'] },
    },
  ],
  [
    'verity, which checks and does not encrypt',
    'open',
    {
      texts: {
        '/proc/self/mountinfo': line('253:0', '/', 'xfs', '/dev/mapper/usr'),
        '/sys/dev/block/253:0/dm/uuid': 'CRYPT-VERITY-0123-usr\n',
      },
      folders: { '/sys/dev/block/253:0/slaves': ['sda1'] },
    },
  ],
  [
    'a mapped device whose own devices do not show',
    'unknown(xfs)',
    { texts: { '/proc/self/mountinfo': line('253:0', '/', 'xfs', '/dev/mapper/x') } },
  ],
  [
    'btrfs on LUKS',
    'encrypted(LUKS)',
    {
      texts: {
        '/proc/self/mountinfo': line('0:32', '/', 'btrfs', '/dev/mapper/luks-0123'),
        '/sys/class/block/dm-0/dm/uuid': luks,
      },
      folders: { '/sys/fs/btrfs': ['features', 'f00'], '/sys/fs/btrfs/f00/devices': ['dm-0'] },
    },
  ],
  [
    'btrfs over LUKS and a plain disk',
    'open',
    {
      texts: {
        '/proc/self/mountinfo': line('0:32', '/', 'btrfs', '/dev/mapper/luks-0123'),
        '/sys/class/block/dm-0/dm/uuid': luks,
      },
      folders: { '/sys/fs/btrfs': ['f00'], '/sys/fs/btrfs/f00/devices': ['dm-0', 'sdb'] },
    },
  ],
  [
    'btrfs that does not show its devices',
    'unknown(btrfs)',
    { texts: { '/proc/self/mountinfo': line('0:32', '/', 'btrfs', '/dev/sda2') } },
  ],
  [
    'eCryptfs in the home folder',
    'encrypted(eCryptfs)',
    { texts: { '/proc/self/mountinfo': `${root}${line('0:50', '/d', 'ecryptfs', '/home/.ecryptfs/x')}` } },
  ],
  [
    'a file as a disk',
    'unknown(ext4)',
    { texts: { '/proc/self/mountinfo': line('7:0', '/', 'ext4', '/dev/loop0') } },
  ],
  ['memory', 'unknown(tmpfs)', { texts: { '/proc/self/mountinfo': line('0:23', '/', 'tmpfs', 'tmpfs') } }],
  [
    'a container',
    'unknown(overlay)',
    { texts: { '/proc/self/mountinfo': line('0:60', '/', 'overlay', 'overlay') } },
  ],
  [
    'Linux within Windows',
    'unknown',
    {
      texts: {
        '/proc/self/mountinfo': root,
        '/proc/sys/kernel/osrelease': '5.15.167.4-microsoft-standard-WSL2\n',
      },
      prints: ext4,
    },
  ],
  [
    'ZFS that encrypts',
    'encrypted(ZFS)',
    {
      texts: { '/proc/self/mountinfo': line('0:33', '/', 'zfs', 'rpool/home') },
      prints: { zfs: 'aes-256-gcm\n' },
    },
  ],
  [
    'ZFS without its program',
    'unknown',
    { texts: { '/proc/self/mountinfo': line('0:33', '/', 'zfs', 'rpool') } },
  ],
  ['no /proc', 'unknown', {}],
])('Linux: %s is %s', async (_, is, known) => {
  const found = await lookAtRest('/d', fake('linux', { links: disks, ...known }));
  expect(state(found)).toBe(is);
  expect(found.disk.nextStep).toMatch(/\.$/);
  expect(found.warnings).toEqual([]);
});

test('what zfs and lsattr say is not taken for more than it is', () => {
  expect(state(readZfs('off\n'))).toBe('unknown');
  expect(readLsattr('--------------e------- /d/Earshot\n')).toBe(false);
  expect(readLsattr('lsattr: Operation not supported While reading flags on /d\n')).toBeNull();
});

test.each(['nfs4', 'cifs', 'fuse.sshfs', '9p'])('a drive of %s is another computer’s', async (type) => {
  const mounted = fake('linux', { texts: { '/proc/self/mountinfo': line('0:44', '/', type, 'nas:/calls') } });
  const found = await lookAtRest('/mnt/calls', mounted);
  expect(found.disk.state).toBe('unknown');
  expect(found.warnings).toMatchObject([{ message: expect.stringContaining('WAL') }]);
});

const icloud = 'com.apple.icloud.desktop\ncom.apple.macl\n';
test.each<[NodeJS.Platform, string, string | null, Fake]>([
  ['darwin', '/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/E', 'iCloud Drive', {}],
  ['darwin', '/Users/ada/Library/CloudStorage/GoogleDrive-ada@corp.example/My Drive/E', 'Google Drive', {}],
  ['darwin', '/Users/ada/Library/CloudStorage/OneDrive-Corp/E', 'OneDrive', {}],
  ['darwin', '/Users/ada/Library/CloudStorage/ProtonDrive-ada/E', 'ProtonDrive', {}],
  ['darwin', '/Users/ada/Documents/E', 'iCloud Drive', { prints: { xattr: icloud } }],
  ['darwin', '/Users/ada/Documents/E', null, { prints: { xattr: 'com.apple.macl\n' } }],
  ['darwin', '/Users/ada/Library/Application Support/Earshot', null, { prints: { xattr: icloud } }],
  ['win32', 'C:\\Users\\Ada\\OneDrive - Corp\\E', 'OneDrive', {}],
  ['win32', 'D:\\Work\\e', 'OneDrive', { env: { OneDriveCommercial: 'd:\\work' } }],
  ['win32', 'D:\\Workshop\\e', null, { env: { OneDriveCommercial: 'd:\\work' } }],
  ['win32', 'G:\\My Drive\\E', 'Google Drive', {}],
  [
    'win32',
    'D:\\Box of mine\\E',
    'Dropbox',
    {
      env: { LOCALAPPDATA: 'C:\\L' },
      texts: { 'C:\\L\\Dropbox\\info.json': '{"personal":{"path":"D:\\\\Box of mine","host":1}}' },
    },
  ],
  ['win32', 'C:\\Users\\Ada\\AppData\\Roaming\\Earshot', null, {}],
  ['linux', '/home/ada/Nextcloud/E', 'Nextcloud', {}],
  ['linux', '/srv/cloud/E', 'Nextcloud', { folders: { '/srv/cloud': ['.sync_0a1b2c3d4e5f.db', 'E'] } }],
  ['linux', '/home/ada/Sync/E', 'Syncthing', { folders: { '/home/ada/Sync': ['.stfolder'] } }],
  // Dropbox keeps its own things in the home folder, which it does not copy.
  ['linux', '/home/ada/.local/share/Earshot', null, { folders: { '/home/ada': ['.dropbox', 'Dropbox'] } }],
  ['linux', '/home/ada/projects/OneDrive/E', null, {}],
])('%s: %s is in a folder of %s', async (platform, folder, service, known) => {
  const home = { darwin: '/Users/ada', win32: 'C:\\Users\\Ada' }[platform as string] ?? '/home/ada';
  const { warnings } = await lookAtRest(folder, fake(platform, { home, ...known }));
  expect(warnings.length).toBe(service ? 1 : 0);
  if (service) expect(warnings[0]?.message).toContain(`that ${service} copies`);
  // The view is told kinds, not paths.
  expect(JSON.stringify(warnings)).not.toMatch(/ada@|Users|home/);
});

test('a file of Dropbox that is none names no folder', () => {
  expect(dropboxFolders('{"personal":null,"x":{"path":7}}')).toEqual([]);
  expect(dropboxFolders('{')).toEqual([]);
});

test('this computer answers, and its programs get nothing of the environment', async () => {
  process.env['EARSHOT_CANARY'] = 'canary';
  try {
    expect((await lookAtRest('/')).disk.nextStep).toMatch(/\.$/);
    expect(await thisSystem.run('/usr/bin/env', [])).not.toContain('canary');
  } finally {
    delete process.env['EARSHOT_CANARY'];
  }
});
