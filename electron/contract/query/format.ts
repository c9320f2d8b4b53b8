import type { Node, Value } from './ast.ts';

/** A value in quotation marks, so that nothing in it is read as grammar. */
export const quote = (text: string) =>
  `"${text.replace(/[\\"]/g, (char) => `\\${char}`).replace(/[“”]/g, '\\"')}"`;

function formatValue(value: Value): string {
  return value.exact || !/^[^\s()"“”,\0]+$/u.test(value.text) ? quote(value.text) : value.text;
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
    case 'not':
      return `-${part(node.node, 'not')}`;
    case 'word':
      return `${node.field ? `${node.field}:` : ''}${node.text}${node.prefix ? '*' : ''}`;
    case 'phrase':
      return `${node.field ? `${node.field}:` : ''}${quote(node.text)}`;
    case 'near':
      return `NEAR(${node.words.join(' ')}, ${node.distance})`;
    case 'value':
      return `${node.field}:${node.values.map(formatValue).join(',')}`;
    case 'duration':
      return `dur:${node.op}${Number(node.minutes.toFixed(4))}m`;
    case 'date':
      return `${node.field}:${node.text}`;
  }
}
