import type { AnnotationMark } from '../../../../electron/contract/annotations.ts';

/** Annotations at one place of a chart: those of neighbouring buckets share a flag where two would lie on each other. */
export interface Flag {
  /** Bucket of the first of them: its column for the arrow keys. */
  readonly at: number;
  readonly x: number;
  /** '3', or '3–5'. */
  readonly label: string;
  readonly marks: readonly AnnotationMark[];
}

const letter = 7;
/** Pixels that the flag of a label takes. */
export const flagWidth = (label: string): number => Math.max(18, label.length * letter + 10);

/** The flags of annotations, given the middle of each bucket. */
export function flagsOf(marks: readonly AnnotationMark[], x: (at: number) => number): Flag[] {
  const flags: Flag[] = [];
  for (const mark of marks) {
    const last = flags.at(-1);
    const here = x(mark.at);
    if (!last || here - last.x >= (flagWidth(last.label) + flagWidth(mark.label)) / 2 + 2) {
      flags.push({ at: mark.at, x: here, label: mark.label, marks: [mark] });
      continue;
    }
    const joined = [...last.marks, mark];
    const numbers = joined.flatMap(({ label }) => label.split('–'));
    flags[flags.length - 1] = {
      at: last.at,
      x: (x(joined[0]?.at ?? mark.at) + here) / 2,
      label: `${numbers[0]}–${numbers.at(-1)}`,
      marks: joined,
    };
  }
  return flags;
}
