import type { ProxySetting } from '../../../contract/app.ts';
import { EarshotError } from '../../../contract/errors.ts';
import type { Input } from '../../../contract/procedures.ts';
import { ProxyFailure } from '../../../gong/client/proxy.ts';
import type { SecretStore } from '../secrets/store.ts';
import { defaultProxy, type Settings } from '../settings.ts';
import { type ProxyServer, readProxy } from './rules.ts';

/** The proxy that was set by the user; its password lies with the secrets of the accounts. */
export interface ProxySettings {
  get(): ProxySetting;
  /** Checks, keeps and applies a setting. Rejects with 'settings/proxy'. */
  set(input: Input<'app/setProxy'>): Promise<void>;
  password(): Promise<string | null>;
}

/** Under which name the secret store keeps the proxy's password; no account has it. */
const secretId = 'proxy';

/** The proxy setting of a data folder. `onChange` is called once a new one is kept. */
export function createProxySettings(deps: {
  readonly settings: Settings;
  readonly secrets: SecretStore;
  onChange(): void;
}): ProxySettings {
  const { settings, secrets } = deps;
  const get = () => settings.get().proxy;

  // Asked for once: the keychain is slow, and each request needs it.
  let known: Promise<string | null> | null = null;
  const password = async () => {
    known ??= secrets
      .get(secretId)
      .then((kept) => (kept?.kind === 'key' && kept.accessKey === get().user ? kept.secret : null));
    const secret = await known;
    if (secret === null) known = null;
    return secret;
  };

  return {
    get,
    password,
    async set(input) {
      const old = get();
      const next =
        input.mode === 'address' ? chosen(input) : { ...defaultProxy, mode: input.mode, password: null };
      const { password: given, ...setting } = next;
      // The stored password is for the proxy it was entered for, and goes to no other.
      const same = setting.user === old.user && setting.address === old.address;
      if (setting.user && given === null && !(same && (await password()) !== null)) {
        throw unusable(
          `The password for “${setting.user}” at the proxy is missing.`,
          'Enter it, or leave the user name empty when the proxy asks for none.',
        );
      }
      if (setting.user && given !== null)
        await secrets.set(secretId, { kind: 'key', accessKey: setting.user, secret: given });
      else if (!setting.user && old.user) await secrets.remove(secretId);
      known = null;
      settings.update((now) => ({ ...now, proxy: setting }));
      deps.onChange();
    },
  };
}

function chosen(input: Input<'app/setProxy'>): ProxySetting & { readonly password: string | null } {
  let proxy: ProxyServer;
  try {
    proxy = readProxy(input.address ?? '', 'the settings');
  } catch (error) {
    if (!(error instanceof ProxyFailure)) throw error;
    throw unusable(
      'That is not the address of a proxy.',
      'Write it like http://proxy.example.com:8080 (https:// and socks5:// work too).',
    );
  }
  return {
    mode: 'address',
    address: proxy.origin,
    bypass: (input.bypass ?? '').trim(),
    user: input.user?.trim() || proxy.user || '',
    password: input.password || proxy.password || null,
  };
}

const unusable = (message: string, nextStep: string) =>
  new EarshotError({ code: 'settings/proxy', message, nextStep });
