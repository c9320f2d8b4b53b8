import type { GenericSchema } from 'valibot';
import { callData } from '../../electron/gong/schema/call.ts';
import { callsRequest } from '../../electron/gong/schema/request.ts';

interface Node extends GenericSchema {
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly pipe?: readonly Node[];
  readonly entries?: Readonly<Record<string, Node>>;
}

/** Every leaf of a schema, lists marked with []. */
function leaves(schema: Node, path = ''): string[] {
  if (schema.wrapped) return leaves(schema.wrapped, path);
  if (schema.type === 'array') return leaves(schema.item as Node, `${path}[]`);
  const { entries } = schema;
  if (!entries) return [path];
  return Object.entries(entries).flatMap(([name, part]) => leaves(part, path ? `${path}.${name}` : name));
}

/** Every leaf of a CallData as our schema reads it, in its order; `[]` marks a list. */
export const callFields = leaves(callData as never);

/** Every parameter of a request for calls as our schema has it, in its order. */
export const requestParameters = leaves(callsRequest as never);
