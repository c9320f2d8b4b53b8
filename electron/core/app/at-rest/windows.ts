import { powershell } from '../process-start.ts';
import { encrypted, type Lies, onNetwork, open, unknown } from './answers.ts';
import { orNull, type System } from './system.ts';

const turnOn =
  'Turn on device encryption (Settings, Privacy & security) or BitLocker (Control Panel, System and Security).';

/** The drive of a path ("C:"); null for a share of another computer and for what has no letter. */
export function driveOf(path: string): string | null {
  const letter = /^(?:\\\\\?\\)?([a-z]):/i.exec(path)?.[1];
  return letter ? `${letter.toUpperCase()}:` : null;
}

/**
 * What Windows prints of a drive: its kind, then what Explorer knows of its BitLocker. That number is documented nowhere; those taken for
 * an answer here are the ones that Explorer's own menus and all who wrote about it agree on.
 */
export function readBitLocker(printed: string): Lies {
  const [kind, protection] = printed.trim().split(/\s+/);
  if (kind === 'Network') return onNetwork();
  if (protection === '1') return encrypted('BitLocker');
  if (protection === '2') return open(turnOn);
  if (protection === '3' || protection === '4')
    return unknown('BitLocker is at work on it', 'Look again when it is done.');
  return unknown(
    'Windows does not say it without an administrator',
    `Look yourself: “manage-bde -status” as an administrator tells. ${turnOn}`,
  );
}

/** The disk of a folder under Windows, asked through PowerShell, which needs no administrator for it. */
export async function windowsDisk(system: System, folder: string): Promise<Lies> {
  if (/^\\\\(\?\\UNC\\|[^?.\\])/i.test(folder)) return onNetwork();
  const drive = driveOf(folder);
  if (!drive)
    return unknown('its drive has no letter', 'Move the data folder to a drive with one: --data DIR.');
  const ask = `([IO.DriveInfo]'${drive}').DriveType; (New-Object -ComObject Shell.Application).NameSpace('${drive}\\').Self.ExtendedProperty('System.Volume.BitLockerProtection')`;
  const printed = await orNull(
    system.run(powershell(system.env), ['-NoProfile', '-NonInteractive', '-Command', ask]),
  );
  return readBitLocker(printed ?? '');
}
