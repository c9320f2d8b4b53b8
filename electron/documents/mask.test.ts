import { expect, it } from 'vitest';
import type { CallDetail } from '../contract/call.ts';
import { withoutNames } from './mask.ts';

const parties = [
  ['Will Mark Hansen', 'company'],
  ['Ann O’Brien Jr.', 'customer'],
  ['田中太郎', 'customer'],
  ['김민수', 'company'],
  ['🦊', 'unknown'],
  [' ', 'unknown'],
  [null, 'unknown'],
] as const;
const call = { parties: parties.map(([name, side]) => ({ name, side })) } as unknown as CallDetail;

it.each([
  ['Will Mark Hansen will mark it, Hansen said', 'our side will mark it, our side said'],
  ['Annual reports for Ann. (Ann O’Brien Jr.)', 'Annual reports for the customer. (the customer.)'],
  ['田中太郎さんが話しました', 'the customerさんが話しました'],
  ['김민수가 AWS를', 'our side가 AWS를'],
  ['said 🦊', 'said a participant'],
  ['', ''],
])('“%s” without names is “%s”', (text, masked) => {
  expect(withoutNames(call, [text])).toEqual([masked]);
});
