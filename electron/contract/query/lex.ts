import { hasPhrase, isQuotationMark, opensPhrase, readPhrase } from './quotation.ts';

/** A piece of query text. */
export type Token =
  | { readonly kind: '(' | ')' | '-' | 'or'; readonly from: number; readonly to: number }
  | { readonly kind: 'word'; readonly text: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'quoted';
      readonly text: string;
      readonly closed: boolean;
      readonly from: number;
      readonly to: number;
    }
  /** `name:` with its value following at once, or nothing. */
  | { readonly kind: 'field'; readonly name: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'near';
      readonly words: readonly string[];
      readonly distance: number;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: ','; readonly from: number; readonly to: number };

const space = /\s/;
/** Commas and semicolons of scripts whose keyboards have no other: between values as `,`, between words as a blank. */
const foreignComma = '、，；،؛';

/** Splits query text; total: every string has tokens. `isField` tells which names may stand before a colon. */
export function lex(text: string, isField: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  /** True while reading the value of a field, where commas separate alternatives. */
  let inValue = false;
  const push = (token: Token) => {
    tokens.push(token);
    at = token.to;
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (space.test(char) || char === '\0' || (!inValue && foreignComma.includes(char))) {
      at++;
      inValue = false;
    } else if (char === '(' || char === ')') push({ kind: char, from: at, to: at + 1 });
    else if (opensPhrase(text, at)) push({ kind: 'quoted', from: at, ...readPhrase(text, at) });
    else if (inValue && isComma(char)) push({ kind: ',', from: at, to: at + 1 });
    else if (char === '-' && !inValue && startsUnit(text, at) && /[^\s-]/.test(text[at + 1] ?? ' '))
      push({ kind: '-', from: at, to: at + 1 });
    else {
      const near = /^NEAR\(([^()]{1,500}?)(?:,\s*(\d{1,3}))?\s*\)/.exec(text.slice(at, at + 520));
      const words = near?.[1]?.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)) ?? [];
      if (!inValue && near && words.length > 1 && startsUnit(text, at) && !hasPhrase(near[0])) {
        push({
          kind: 'near',
          words,
          distance: Math.max(1, Number(near[2] ?? 10)),
          from: at,
          to: at + near[0].length,
        });
        continue;
      }
      const field = /^([a-zA-Z]+(?:@[a-z]+)?)[:：]/.exec(text.slice(at, at + 24));
      if (!inValue && field && isField((field[1] as string).toLowerCase()) && startsUnit(text, at)) {
        push({ kind: 'field', name: (field[1] as string).toLowerCase(), from: at, to: at + field[0].length });
        inValue = true;
        continue;
      }
      let end = at;
      while (
        end < text.length &&
        !space.test(text[end] as string) &&
        !'()\0'.includes(text[end] as string) &&
        !(inValue ? isComma(text[end] as string) : foreignComma.includes(text[end] as string)) &&
        !(end > at && opensPhrase(text, end))
      )
        end++;
      const word = text.slice(at, end);
      if (inValue) push({ kind: 'word', text: word, from: at, to: end });
      else if (word === 'OR') push({ kind: 'or', from: at, to: end });
      else if (word === 'NOT') push({ kind: '-', from: at, to: end });
      // What stands side by side is joined by AND anyway.
      else if (word === 'AND') at = end;
      else push({ kind: 'word', text: word, from: at, to: end });
    }
  }
  return tokens;
}

/** Whether a character separates values. */
export const isComma = (char: string): boolean => char === ',' || foreignComma.includes(char);

/** Whether a sign, a field name or NEAR may begin at this place: not in the middle of a word. */
function startsUnit(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text[at - 1] as string;
  return /[\s(\-,)\0]/.test(before) || isComma(before) || isQuotationMark(before);
}
