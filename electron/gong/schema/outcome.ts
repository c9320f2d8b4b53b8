import type * as v from 'valibot';
import { num, opt, record, text } from './common.ts';

/** A result that a call can be given; its `callOutcome` is the name that people see. */
export const callOutcome = record({
  callOutcome: opt(text),
  displayOrder: opt(num),
  connectStatus: opt(text),
  sentiment: opt(text),
  todoAction: opt(text),
  automation: opt(text),
  category: opt(text),
});
export type CallOutcome = v.InferOutput<typeof callOutcome>;
