import type { Side } from '../../../../electron/contract/call.ts';

/** What the sides are called, and the order in which they are stacked. */
export const sideNames: Readonly<Record<Side, string>> = {
  company: 'Company',
  customer: 'Customer',
  unknown: 'Not known',
};
export const sides: readonly Side[] = ['company', 'customer', 'unknown'];
