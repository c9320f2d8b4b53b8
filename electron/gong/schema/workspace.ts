import * as v from 'valibot';
import { id, opt, record, text } from './common.ts';

export const workspace = record({ id: id, name: opt(text), description: opt(text) });
export type Workspace = v.InferOutput<typeof workspace>;
export const workspacesList = record({ requestId: opt(text), workspaces: opt(v.array(v.unknown())) });
