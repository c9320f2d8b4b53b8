import type { Handlers } from '../../../contract/procedures.ts';
import type { MainContext } from '../context.ts';

/** App, sample, connection and profile procedures. */
export const appMain = {
  'app/info': ({ app }) => app.info(),
  'app/setPrefs': ({ app }, prefs) => app.setPrefs(prefs),
  'app/setProxy': ({ app }, setting) => app.setProxy(setting),
  'app/atRest': ({ app }) => app.atRest(),
  'app/uncover': ({ app }) => app.uncover(),
  'app/dismissNotice': ({ app }, { code }) => app.dismissNotice(code),
  'sample/start': ({ app }) => app.startSample(),
  'sample/setOnline': ({ app }, { online }) => app.setSampleOnline(online),
  'connection/test': ({ app }, input) => app.testConnection(input),
  'connection/save': ({ app }, input) => app.saveConnection(input),
  'profiles/rename': ({ app }, { profileId, name }) => app.rename(profileId, name),
  'profiles/activate': ({ app }, { profileId }) => app.activate(profileId),
  'profiles/remove': ({ app }, { profileId, deleteData }) => app.removeProfile(profileId, deleteData),
} satisfies Partial<Handlers<'main', MainContext>>;
