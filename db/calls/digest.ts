import type { CallDetail } from '../../electron/contract/call.ts';
import { list, num, objects, str } from '../store/json.ts';
import type { Db } from '../store/open.ts';
import type { callContent } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import type { CallRow } from './find-call.ts';
import { texts } from './ingest/derive.ts';

type ContentRow = typeof callContent.$inferSelect;
type Digest = Pick<CallDetail, 'brief' | 'keyPoints' | 'outline' | 'highlights' | 'pointsOfInterest'>;

const parsed = (json: string | null | undefined): unknown => (json ? JSON.parse(json) : null);

function outlineOf(value: unknown): CallDetail['outline'] {
  return objects(value).map((section) => ({
    section: str(section['section']) ?? '',
    startSec: num(section['startTime']),
    durationSec: num(section['duration']),
    items: objects(section['items']).map((item) => ({
      text: str(item['text']) ?? '',
      startSec: num(item['startTime']),
    })),
  }));
}

function highlightsOf(value: unknown): CallDetail['highlights'] {
  return objects(value).map((section) => ({
    title: str(section['title']) ?? '',
    items: objects(section['items']).map((item) => ({
      text: str(item['text']) ?? '',
      startSecs: list(item['startTimes']).flatMap((start) => num(start) ?? []),
    })),
  }));
}

/** Points of interest have no documented shape: their texts or names, else the JSON. */
function pointsOf(value: unknown): readonly string[] {
  const items = Array.isArray(value) ? value : value === null ? [] : [value];
  return items.flatMap((item) => texts([item])[0] ?? str(objects([item])[0]?.['name']) ?? str(item) ?? []);
}

/** What Gong writes about a call; times in seconds. */
export function readDigest(db: Db, call: CallRow): Digest {
  const content = prepared(db, 'SELECT * FROM call_content WHERE call_id = ?').get(call.id) as
    | ContentRow
    | undefined;
  return {
    brief: call.brief,
    keyPoints: texts(parsed(content?.key_points)),
    outline: outlineOf(parsed(content?.outline)),
    highlights: highlightsOf(parsed(content?.highlights)),
    pointsOfInterest: pointsOf(parsed(content?.points_of_interest)),
  };
}
