import type { AppService } from '../app/app-service.ts';
import type { Logger } from '../app/log.ts';
import type { Session } from '../session/session.ts';

/** What a handler on the core's main thread gets. */
export interface MainContext {
  now(): number;
  readonly log: Logger;
  readonly app: AppService;
  /** The open store of the active profile. Rejects with 'app/no-profile', or with what stopped it from opening. */
  session(): Promise<Session>;
}
