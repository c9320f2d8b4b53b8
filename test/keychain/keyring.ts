import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real gnome-keyring on this process's D-Bus session, with a keyring of its own. */
export interface Keyring {
  /** Locks its login keyring; nobody is there to unlock it. */
  lock(): void;
  /** It hangs from now on, until `resume`. */
  hang(): void;
  resume(): void;
  /** Ends the daemon: from now on there is no keychain. */
  stop(): Promise<void>;
}

/** Whether this process was started inside `dbus-run-session` on a machine with gnome-keyring. */
export const hasSession =
  Boolean(process.env['DBUS_SESSION_BUS_ADDRESS']) &&
  spawnSync('gnome-keyring-daemon', ['--version']).status === 0;

/**
 * Starts the daemon and unlocks its login keyring with an empty password; resolves when it answers on the bus. `kept`: where its
 * keyrings lie when they are to outlive it.
 */
export async function startKeyring(kept?: string): Promise<Keyring> {
  const home = kept ?? mkdtempSync(join(tmpdir(), 'earshot-keyring-'));
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', '--unlock'], {
    env: { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home, XDG_CACHE_HOME: home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
  daemon.stdin.end('\n');
  for (let attempt = 0; attempt < 200 && !answers(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    lock() {
      const { status, stderr } = spawnSync('dbus-send', [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.secrets',
        '/org/freedesktop/secrets',
        'org.freedesktop.Secret.Service.Lock',
        'array:objpath:/org/freedesktop/secrets/collection/login',
      ]);
      if (status !== 0) throw new Error(String(stderr));
    },
    hang: () => void daemon.kill('SIGSTOP'),
    resume: () => void daemon.kill('SIGCONT'),
    async stop() {
      daemon.kill('SIGTERM');
      await exited;
      if (!kept) rmSync(home, { recursive: true, force: true });
    },
  };
}

function answers(): boolean {
  const owner = spawnSync('dbus-send', [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.freedesktop.secrets',
  ]);
  return owner.stdout.toString().includes('true');
}
