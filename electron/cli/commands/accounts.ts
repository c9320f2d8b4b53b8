import type { ConnectionReport, Profile } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';
import { readArguments, usage } from '../arguments.ts';
import { jsonText, type Terminal, table } from '../output.ts';
import { withCore } from '../with-core.ts';

const signs = { ok: 'ok', missing: 'missing', failed: 'failed', skipped: '-' } as const;

/** `earshot accounts`: list them, test one, switch, remove. */
export async function accountsCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, { 'delete-data': { type: 'boolean' } });
  const [verb = 'list', id, ...more] = positionals;
  if (!['list', 'test', 'use', 'remove'].includes(verb) || more.length > 0)
    throw usage(`accounts does not take ${JSON.stringify([verb, ...more].join(' '))}.`, 'See: help accounts');
  if (verb !== 'list' && verb !== 'test' && id === undefined)
    throw usage(`accounts ${verb} needs the id of an account.`, 'accounts lists them.');
  if (values['delete-data'] && verb !== 'remove') throw usage('--delete-data belongs to accounts remove.');
  const writes = verb === 'use' || verb === 'remove';
  await withCore(values, { writes }, terminal, async (bridge) => {
    let info = await bridge.request('app/info', {});
    if (verb === 'use') info = await bridge.request('profiles/activate', { profileId: id as string });
    if (verb === 'remove')
      info = await bridge.request('profiles/remove', {
        profileId: id as string,
        deleteData: values['delete-data'] ?? false,
      });
    if (verb !== 'test')
      return terminal.out(listed(info.profiles, info.activeProfileId, values.json ?? false));
    const profile = info.profiles.find((one) => one.id === (id ?? info.activeProfileId));
    if (!profile) throw new EarshotError(noSuch(id));
    const report = await bridge.request('connection/test', {
      baseUrl: profile.baseUrl,
      profileId: profile.id,
    });
    terminal.out(values.json ? jsonText(report) : told(report));
    if (report.error) throw new EarshotError(report.error);
  });
}

const noSuch = (id: string | undefined) => ({
  code: id === undefined ? 'app/no-profile' : 'profiles/unknown',
  message:
    id === undefined ? 'No Gong account is connected yet.' : `There is no account ${JSON.stringify(id)}.`,
  nextStep: 'accounts lists them; connect one in the app.',
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

function told({ checks }: ConnectionReport): string {
  return table(checks.map(({ status, label, message }) => [signs[status], label, message]));
}
