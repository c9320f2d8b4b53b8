import type { GongPerson } from './app.ts';
import type { SyncScope } from './sync.ts';

/** Whose calls a scope brings: the user's own, everybody's, or those of people who were picked. */
export type WhoseCalls = 'mine' | 'everybody' | 'picked';

/** Whose calls a scope brings, where `me` is who the user is in Gong. */
export function whoseCalls(
  { primaryUserIds }: Pick<SyncScope, 'primaryUserIds'>,
  me: GongPerson | null,
): WhoseCalls {
  if (primaryUserIds.length === 0) return 'everybody';
  return primaryUserIds.length === 1 && primaryUserIds[0] === me?.id ? 'mine' : 'picked';
}

/** A scope in a sentence: 'Calls that I host (Ada Lovelace); private calls stay out.' */
export function scopeWords(
  scope: Pick<SyncScope, 'primaryUserIds' | 'privateCalls'>,
  me: GongPerson | null,
): string {
  const n = scope.primaryUserIds.length;
  const whose = {
    mine: `Calls that I host (${me?.name})`,
    everybody: 'Everybody’s calls',
    picked: `Calls hosted by ${n} ${n === 1 ? 'person' : 'people'}`,
  }[whoseCalls(scope, me)];
  return `${whose}; private calls ${scope.privateCalls ? 'too' : 'stay out'}.`;
}
