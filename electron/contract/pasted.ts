/** What of a pasted credential is no part of it, by what it is called. */
const strays: readonly (readonly [RegExp, string])[] = [
  [/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, 'invisible characters'],
  [/[\r\n\t\v\f\u0085\p{Zl}\p{Zp}]/gu, 'line breaks'],
  [/\p{Zs}/gu, 'blanks'],
  [/\p{Cc}/gu, 'control characters'],
];

/** Pairs that mail programs, documents and shells put around a text. */
const quotes = /^(["'`“”„«»‘’‚‹›])(.+)(["'`“”„«»‘’‚‹›])$/u;

/** A credential as it was meant. */
interface Pasted {
  readonly text: string;
  /** What was taken out of it, in words; empty when it is as it was typed. */
  readonly removed: readonly string[];
}

/** Takes out of a pasted key, secret or token what none of them has: invisible characters, blanks, line breaks, quotes around it. */
export function cleanPasted(typed: string): Pasted {
  const removed: string[] = [];
  let text = typed;
  const take = (pattern: RegExp, name: string) => {
    const next = text.replace(pattern, '');
    if (next !== text) removed.push(name);
    text = next;
  };
  for (const [pattern, name] of strays) take(pattern, name);
  const inner = quotes.exec(text)?.[2];
  if (inner !== undefined) {
    removed.push('quotes around it');
    text = inner;
  }
  return { text, removed };
}

/** The first sign of a text that no header can carry, as U+XXXX; null when there is none. What is left of it was typed or is of another text. */
export function oddSign(text: string): string | null {
  const odd = /[^\u0021-\u007e]/u.exec(text)?.[0];
  return odd === undefined
    ? null
    : `U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
