import type { Node, TextField, ValueField } from './ast.ts';

const places: Readonly<Record<TextField, string>> = {
  title: 'in the title',
  brief: 'in the brief',
  key: 'in the key points',
  outline: 'in the outline',
  highlight: 'in the highlights',
  said: 'said in the call',
  comment: 'in the comments',
  note: 'in my notes',
  people: 'among the people',
};

const subjects: Readonly<Record<ValueField, string>> = {
  rep: 'hosted by',
  who: 'with',
  company: 'with people of',
  account: 'with the account',
  workspace: 'in the workspace',
  tracker: 'mentioning the tracker',
  phrase: 'with the tracker phrase',
  outcome: 'with the outcome',
  stage: 'now in stage',
  'stage@call': 'in stage at the time of the call',
  industry: 'in the industry',
  dir: 'of direction',
  scope: 'of scope',
  system: 'recorded with',
  lang: 'in the language',
  media: 'with media',
  purpose: 'with the purpose',
  tag: 'tagged',
  dur: 'lasting',
  weekday: 'on',
  has: 'that have',
  is: 'that are',
};

/** The query in plain English, one sentence. */
export function explainNode(node: Node | null): string {
  return node ? `Calls ${clause(node)}.` : 'All calls.';
}

function clause(node: Node): string {
  switch (node.kind) {
    case 'and':
      return node.nodes.map(clause).join(', and ');
    case 'or':
      return `(${node.nodes.map(clause).join(' or ')})`;
    case 'not':
      return `not ${clause(node.node)}`;
    case 'word':
      return `with ${node.prefix ? `a word beginning with “${node.text}”` : `“${node.text}”`}${node.field ? ` ${places[node.field]}` : ''}`;
    case 'phrase':
      return `with exactly “${node.text}”${node.field ? ` ${places[node.field]}` : ''}`;
    case 'near':
      return `with ${node.words.map((word) => `“${word}”`).join(' and ')} within ${node.distance} words`;
    case 'value':
      return `${subjects[node.field]} ${node.values.map((value) => (value.exact ? value.text : `“${value.text}”`)).join(' or ')}`;
    case 'duration': {
      const words = {
        '<': 'less than',
        '<=': 'at most',
        '>': 'more than',
        '>=': 'at least',
        '=': 'exactly',
      } as const;
      return `lasting ${words[node.op]} ${Number(node.minutes.toFixed(2))} minutes`;
    }
    case 'date':
      return node.field === 'after'
        ? `on or after ${node.text}`
        : node.field === 'before'
          ? `before ${node.text}`
          : `in ${node.text}`;
  }
}
