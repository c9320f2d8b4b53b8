// A process of its own: libsecret never recovers when the Secret Service restarts, and a call that hangs keeps a process from ending.
import { answerParent } from '../processes.ts';
import type { KeychainAnswer, KeychainRequest } from './keychain-questions.ts';

/** Name under which the system's keychain lists our entries. */
const service = 'Earshot';

/** Imported on first use: without libsecret the import itself fails. */
async function load(): Promise<typeof import('keytar')> {
  const module = await import('keytar');
  return 'default' in module ? (module.default as typeof import('keytar')) : module;
}

async function use(request: KeychainRequest): Promise<string | null> {
  const keytar = await load();
  if (request.ask === 'get') return keytar.getPassword(service, request.profileId);
  if (request.ask === 'set') await keytar.setPassword(service, request.profileId, request.text);
  else if (!(await keytar.deletePassword(service, request.profileId))) {
    // Nothing is there, or libsecret passed over it because it is locked: only what can be written over can be gone for sure.
    await keytar.setPassword(service, request.profileId, 'removed');
    await keytar.deletePassword(service, request.profileId);
  }
  return null;
}

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  try {
    return { id: request.id, value: await use(request) };
  } catch (error) {
    return { id: request.id, fault: error instanceof Error ? error.message : String(error) };
  }
}

answerParent((request) => answer(request as KeychainRequest));
