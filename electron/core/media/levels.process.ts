// A process of its own, with a low priority: what it does is never in the way of a search, and what a recording does to it harms nothing.
import { constants, setPriority } from 'node:os';
import { answerParent } from '../app/processes.ts';
import { type LevelsQuestion, levelsOf } from './levels.ts';

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
answerParent((question) =>
  levelsOf(question as LevelsQuestion).catch((error: unknown) => ({ fault: String(error) })),
);
