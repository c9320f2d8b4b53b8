import { clearStore, finishErasing, readErasing, removeCopies } from '../../../../db/erase/files.ts';
import { erasePerson } from '../../../../db/erase/people/erase.ts';
import { removeOthers } from '../../../../db/erase/retention.ts';

/** What erasing asks of the store, on the writer worker. */
export const eraseTasks = { readErasing, removeCopies, clearStore, finishErasing, erasePerson, removeOthers };
