import { posix, win32 } from 'node:path';
import { orNull, type System } from './system.ts';

/** Names of services under `~/Library/CloudStorage`, which are followed by the account. */
const cloudStorage: Readonly<Record<string, string>> = {
  GoogleDrive: 'Google Drive',
  OneDrive: 'OneDrive',
  Dropbox: 'Dropbox',
  Box: 'Box',
  iCloud: 'iCloud Drive',
};

/** What a service puts into the folder that it keeps the same elsewhere. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/^\.stfolder$/, 'Syncthing'],
  [/^\.dropbox(\.cache)?$/, 'Dropbox'],
  [/^\._?sync_[0-9a-f]+\.db$|^\.nextcloudsync\.log$/, 'Nextcloud'],
  [/^\.owncloudsync\.log$/, 'ownCloud'],
  [/^\.tmp\.drive(up|down)load$/, 'Google Drive'],
  [/^\.SeaDrive$|^\.seafile-data$/, 'Seafile'],
];

/** What a service calls its folder; what is not named so by others. */
const folderNames: readonly (readonly [RegExp, string])[] = [
  [/^OneDrive( - .+)?$/, 'OneDrive'],
  [/^Dropbox( \(.+\))?$/, 'Dropbox'],
  [/^(Google Drive|GoogleDrive|My Drive)$/, 'Google Drive'],
  [/^Nextcloud\d?$/, 'Nextcloud'],
  [/^ownCloud\d?$/, 'ownCloud'],
  [/^iCloudDrive$|^com~apple~CloudDocs$/, 'iCloud Drive'],
  [/^Box( Sync)?$/, 'Box'],
  [/^pCloud ?Drive$/i, 'pCloud'],
  [/^(MEGA|MEGAsync)$/, 'MEGA'],
];

/** Dropbox’s folders by its own `info.json`: `{"personal": {"path": …}, "business": {…}}`. */
export function dropboxFolders(json: string): readonly string[] {
  try {
    const accounts = Object.values(JSON.parse(json) as Record<string, { path?: unknown } | null>);
    return accounts.flatMap((account) => (typeof account?.path === 'string' ? [account.path] : []));
  } catch {
    return [];
  }
}

/** Which service keeps a copy of a folder elsewhere, by the service's name; null where none is known to. */
export async function syncedBy(system: System, folder: string): Promise<string | null> {
  const { platform, env } = system;
  const home = (await orNull(system.real(system.home))) ?? system.home;
  const { join, relative, isAbsolute, dirname, basename, sep } = platform === 'win32' ? win32 : posix;
  const isBelow = (parent: string | undefined): boolean => {
    if (!parent) return false;
    // The case of letters tells names apart under Linux alone.
    const way =
      platform === 'linux' ? relative(parent, folder) : relative(parent.toLowerCase(), folder.toLowerCase());
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };

  if (platform === 'darwin') {
    if (isBelow(join(home, 'Library/Mobile Documents'))) return 'iCloud Drive';
    const cloud = join(home, 'Library/CloudStorage');
    const provider = relative(cloud, folder).split(/[-/]/)[0];
    if (provider && isBelow(cloud)) return cloudStorage[provider] ?? provider;
    for (const name of ['Desktop', 'Documents']) {
      if (!isBelow(join(home, name))) continue;
      const attributes = (await orNull(system.run('/usr/bin/xattr', [join(home, name)]))) ?? '';
      if (/^com\.apple\.(icloud\.desktop|file-provider-domain-id)/m.test(attributes)) return 'iCloud Drive';
    }
  }
  if ([env['OneDrive'], env['OneDriveConsumer'], env['OneDriveCommercial']].some(isBelow)) return 'OneDrive';
  const dropbox =
    platform === 'win32'
      ? [env['APPDATA'], env['LOCALAPPDATA']].flatMap((at) => (at ? [join(at, 'Dropbox', 'info.json')] : []))
      : [join(home, '.dropbox/info.json')];
  for (const file of dropbox)
    if (dropboxFolders((await orNull(system.readText(file))) ?? '').some(isBelow)) return 'Dropbox';

  for (let at = folder; ; at = dirname(at)) {
    const names = (await orNull(system.names(at))) ?? [];
    // The home folder holds Dropbox’s own `.dropbox` on every computer that has it.
    const marksOf = at === home ? names.filter((name) => name !== '.dropbox') : names;
    const mark = marks.find(([pattern]) => marksOf.some((name) => pattern.test(name)));
    if (mark) return mark[1];
    // A folder of that name anywhere may be anybody's; in the home folder, or at the top of a drive, it is the service's.
    const above = dirname(at);
    const isTop = above === home || dirname(above) === above;
    const named = isTop ? folderNames.find(([pattern]) => pattern.test(basename(at))) : undefined;
    if (named) return named[1];
    if (above === at) return null;
  }
}
