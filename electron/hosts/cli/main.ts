import { toWireError } from '../../contract/errors.ts';
import { usage } from './arguments.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { help } from './help.ts';
import { errorText, processTerminal, type Terminal } from './output.ts';

type Command = (args: readonly string[], terminal: Terminal) => Promise<void>;

/** Commands, loaded only when used: help and mistakes answer at once. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  sync: async () => (await import('./commands/sync.ts')).syncCommand,
  scope: async () => (await import('./commands/scope.ts')).scopeCommand,
  accounts: async () => (await import('./commands/accounts.ts')).accountsCommand,
  proxy: async () => (await import('./commands/proxy.ts')).proxyCommand,
  search: async () => (await import('./commands/search.ts')).searchCommand,
  show: async () => (await import('./commands/show.ts')).showCommand,
  trends: async () => (await import('./commands/trends.ts')).trendsCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  retention: async () => (await import('./commands/retention.ts')).retentionCommand,
  erase: async () => (await import('./commands/erase.ts')).eraseCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/backup.ts')).restoreCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  app: async () => (await import('./commands/app.ts')).appCommand,
  emulator: async () => (await import('./commands/emulator.ts')).emulatorCommand,
};

/** Runs the command line and answers its exit code. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const json = args.includes('--json');
  try {
    const wantsHelp = name === undefined || name === 'help' || name === '--help' || name === '-h';
    const topic = wantsHelp ? (rest[0] ?? '') : rest.includes('--help') || rest.includes('-h') ? name : null;
    if (topic !== null) {
      const text = Object.hasOwn(help, topic) ? help[topic] : undefined;
      if (text === undefined) throw unknown(topic);
      terminal.out(text);
      return name === undefined ? exitCodes.usage : exitCodes.ok;
    }
    const load = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw unknown(name ?? '');
    const command = await load();
    await command(rest, terminal);
    return exitCodes.ok;
  } catch (error) {
    const wire = toWireError(error);
    terminal.err(errorText(wire, json));
    return wire.code === 'cli/interrupted' ? exitCodes.interrupted : exitCodeOf(wire.code);
  }
}

function unknown(name: string) {
  return usage(
    `There is no command ${JSON.stringify(name)}.`,
    `Commands: ${Object.keys(commands).join(', ')}, help.`,
  );
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (import.meta.main) {
  if (major < 22 || (major === 22 && minor < 19)) {
    process.stderr.write(
      `earshot: Node ${process.versions.node} is too old; it needs 22.19.\n  Run it with: npm run -s earshot -- …\n`,
    );
    process.exit(exitCodes.failed);
  }
  // What is made is the user's alone, the files of SQLite included, which take over the rights of their store.
  process.umask(0o077);
  // Output that is piped into a program that ends early (head) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    throw error;
  });
  process.exitCode = await runCli(process.argv.slice(2), processTerminal());
}
