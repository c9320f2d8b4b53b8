import type { Node, Value } from './ast.ts';
import type { ValueField } from './fields.ts';
import { isComma } from './lex.ts';
import { escaped, hasPhrase } from './quotation.ts';

/** A value in quotation marks, so that nothing in it is read as grammar. */
export const quote = (text: string) => `"${text.replace(escaped, (char) => `\\${char}`)}"`;

/** The clause that selects a whole value of a field. */
export const valueClauseOf = (field: ValueField, text: string) => `${field}:${quote(text)}`;

/** Minutes as the grammar writes them: whole minutes, or seconds. */
export const minutesText = (minutes: number) =>
  Number.isInteger(minutes) ? `${minutes}m` : `${Math.round(minutes * 60)}s`;

/** Whether a value is read back as it is without quotation marks. */
const isPlainValue = (text: string) =>
  /^[^\s()\0]+$/u.test(text) && !Array.from(text).some(isComma) && !hasPhrase(text);

function formatValue(value: Value): string {
  return value.exact || !isPlainValue(value.text) ? quote(value.text) : value.text;
}

/** Query text of a parsed query: reading it again gives the same meaning. */
export function formatNode(node: Node | null): string {
  return node ? part(node, 'and') : '';
}

function part(node: Node, inside: 'and' | 'or' | 'not'): string {
  switch (node.kind) {
    case 'and': {
      const text = node.nodes.map((child) => part(child, 'and')).join(' ');
      return inside === 'and' ? text : `(${text})`;
    }
    case 'or': {
      const text = node.nodes.map((child) => part(child, 'or')).join(' OR ');
      return inside === 'not' ? `(${text})` : text;
    }
    case 'not': {
      const inner = part(node.node, 'not');
      // A word that begins with a dash would swallow the sign.
      return inner.startsWith('-') ? `NOT ${inner}` : `-${inner}`;
    }
    case 'word':
      return `${node.field ? `${node.field}:` : ''}${node.forms && !node.prefix ? '~' : ''}${node.text}${node.prefix ? '*' : ''}`;
    case 'phrase':
      return `${node.field ? `${node.field}:` : ''}${quote(node.text)}`;
    case 'near':
      return `NEAR(${node.words.join(' ')}, ${node.distance})`;
    case 'value':
      return `${node.field}:${node.values.map(formatValue).join(',')}`;
    case 'duration':
      return `dur:${node.op}${minutesText(node.minutes)}`;
    case 'score':
      return `score:${node.op}${node.percent}%`;
    case 'date':
      return `${node.field}:${node.text}`;
    case 'new':
      return `new:${node.text}`;
  }
}
