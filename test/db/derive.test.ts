import { expect, it } from 'vitest';
import { derive } from '../../db/calls/ingest/derive.ts';
import { sampleCall } from './support.ts';

const named = (name: string, stage: string, timing?: string) => (then: string, now: string) => [
  {
    system: 'Salesforce',
    objects: [
      {
        objectType: 'Account',
        objectId: 'a',
        fields: [
          { name: 'Owner', value: null },
          { name, value: 'Acme' },
        ],
        ...(timing === undefined ? {} : { timing }),
      },
      { objectType: 'Opportunity', objectId: 'o', fields: [{ name: stage, value: now }], timing: 'Now' },
      {
        objectType: 'Opportunity',
        objectId: 'o',
        fields: [{ name: stage, value: then }],
        timing: 'TimeOfCall',
      },
    ],
  },
];

// Gong passes a CRM's own names on, and gives accounts no timing (recorded lists of 2026-07).
it.each([
  ['Name', 'StageName', undefined],
  ['name', 'stageName', 'Now'],
  ['NAME', 'STAGENAME', undefined],
  ['Name', 'dealstage', undefined],
])('reads account and stages from fields named %s and %s, an account of timing %s', (name, stage, timing) => {
  const derived = derive(
    sampleCall('1', { context: named(name, stage, timing)('Discovery', 'Closed Won') }) as never,
  );
  expect(derived).toMatchObject({ account: 'Acme', stage: 'Closed Won', stageAtCall: 'Discovery' });
});
