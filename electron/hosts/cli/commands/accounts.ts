import type { AppInfo, ConnectionReport, Profile } from '../../../contract/app.ts';
import type { Bridge } from '../../../contract/bridge.ts';
import { EarshotError } from '../../../contract/errors.ts';
import { flags, readArguments, texts, usage } from '../arguments.ts';
import { connectAccount, readConnection } from '../connect.ts';
import { refuseOpenSecrets } from '../credentials.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { type CommonValues, withCore } from '../with-core.ts';

const signs = { ok: 'ok', empty: 'empty', missing: 'missing', failed: 'failed', skipped: '-' } as const;
/** Words after each verb: at least, at most. */
const words: Readonly<Record<string, readonly [number, number]>> = {
  list: [0, 0],
  test: [0, 1],
  use: [1, 1],
  rename: [2, 2],
  remove: [1, 1],
};

/** `earshot accounts`: connect one, list them, test one, switch, rename, remove. */
export async function accountsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  if (args.find((arg) => !arg.startsWith('-')) === 'connect') return connect(args, terminal);
  const { values, positionals } = readArguments(args, { 'delete-data': { type: 'boolean' } });
  const [verb = 'list', ...rest] = positionals;
  const counts = Object.hasOwn(words, verb) ? words[verb] : undefined;
  if (!counts || rest.length > counts[1])
    throw usage(`accounts does not take ${JSON.stringify(positionals.join(' '))}.`, 'See: help accounts');
  if (rest.length < counts[0])
    throw usage(
      `accounts ${verb} needs the id of an account${verb === 'rename' ? ' and its new name' : ''}.`,
      'accounts lists them.',
    );
  if (values['delete-data'] && verb !== 'remove') throw usage('--delete-data belongs to accounts remove.');
  const writes = verb !== 'list' && verb !== 'test';
  await withCore(values, { writes, secrets: true }, terminal, async (bridge) => {
    if (verb === 'test') return test(bridge, rest[0], values, terminal);
    const info = await change(bridge, verb, rest, values['delete-data'] ?? false);
    terminal.out(listed(info.profiles, info.activeProfileId, values.json ?? false));
  });
}

async function change(
  bridge: Bridge,
  verb: string,
  [id = '', name = '']: readonly string[],
  deleteData: boolean,
): Promise<AppInfo> {
  if (verb === 'use') return bridge.request('profiles/activate', { profileId: id });
  if (verb === 'remove') return bridge.request('profiles/remove', { profileId: id, deleteData });
  if (verb === 'rename') return bridge.request('profiles/rename', { profileId: id, name });
  return bridge.request('app/info', {});
}

async function test(
  bridge: Bridge,
  id: string | undefined,
  values: CommonValues,
  terminal: Terminal,
): Promise<void> {
  const info = await bridge.request('app/info', {});
  const profile = info.profiles.find((one) => one.id === (id ?? info.activeProfileId));
  if (!profile) throw new EarshotError(noSuch(id));
  const report = await bridge.request('connection/test', { baseUrl: profile.baseUrl, profileId: profile.id });
  terminal.out(values.json ? jsonText(report) : told(report));
  if (report.error) throw new EarshotError(report.error);
}

/** Arguments are looked through before anything of them could be quoted in an error. */
async function connect(args: readonly string[], terminal: Terminal): Promise<void> {
  refuseOpenSecrets(args, process.env);
  const { values, positionals } = readArguments(args, {
    ...texts('url', 'name'),
    ...flags('bearer', 'as-another', 'replace'),
  });
  if (values.sample || values.profile !== undefined)
    throw usage('accounts connect takes neither --sample nor --profile.', 'See: help accounts');
  const wanted = await readConnection(values, positionals.slice(1), process.stdin, terminal);
  await withCore(values, { writes: true }, terminal, async (bridge) => {
    const { profile, report } = await connectAccount(bridge, wanted, (tested) => {
      if (!values.json) terminal.out(told(tested));
    });
    terminal.out(
      values.json
        ? jsonText({ profile, report })
        : `Connected as ${profile.id} (${profile.name}); its secret is in the keychain. Next: sync --mine ADDRESS (the calls you host), or sync --everybody\n`,
    );
  });
}

const noSuch = (id: string | undefined) => ({
  code: id === undefined ? 'app/no-profile' : 'profiles/unknown',
  message:
    id === undefined ? 'No Gong account is connected yet.' : `There is no account ${JSON.stringify(id)}.`,
  nextStep: 'accounts lists them; accounts connect adds one.',
});

function listed(profiles: readonly Profile[], active: string | null, json: boolean): string {
  if (json) return jsonText({ activeProfileId: active, profiles });
  if (profiles.length === 0) return 'No accounts.\n';
  return table(
    profiles.map(({ id, name, baseUrl, kind, secret }) => [
      id === active ? '*' : ' ',
      id,
      name,
      kind === 'sample' ? 'the sample' : baseUrl,
      kind === 'sample' ? '' : `secret: ${secret}`,
    ]),
  );
}

function told({ checks, route }: ConnectionReport): string {
  const rows = table(checks.map(({ status, label, message }) => [signs[status], label, message]));
  return route ? `${rows}${route}\n` : rows;
}
