// A process of its own, with a low priority: what it does is never in the way of a search, and what a recording does to it harms nothing.
import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { LevelsQuestion } from './levels.ts';

const low = constants.priority.PRIORITY_BELOW_NORMAL;
setPriority(low);
// Linux gives each thread a priority of its own, by its id: those that are there, of V8; later ones have that of who starts them.
if (process.platform === 'linux')
  for (const thread of readdirSync('/proc/self/task')) setPriority(Number(thread), low);

const { answerParent } = await import('../app/processes.ts');
const { levelsOf } = await import('./levels.ts');
answerParent((question) =>
  levelsOf(question as LevelsQuestion).catch((error: unknown) => ({ fault: String(error) })),
);
