import type { Node } from '../../electron/contract/query/ast.ts';
import { formatNode } from '../../electron/contract/query/format.ts';
import { nearWordsOf, stopWords } from '../../electron/contract/query/plan.ts';
import type { TrackerDraft } from '../../electron/contract/trackers.ts';
import { planQuery } from '../text/plan.ts';

/** The words and phrases of a query as a tracker; what a tracker cannot say is listed. */
export function trackerFromQuery(q: string): TrackerDraft {
  const phrases: string[] = [];
  const leftOut: string[] = [];
  let language: string | null = null;
  const text = (phrase: string) => {
    const trimmed = phrase.trim().slice(0, 200);
    if (trimmed !== '' && !phrases.some((known) => known.toLowerCase() === trimmed.toLowerCase()))
      phrases.push(trimmed);
  };
  const visit = (node: Node): void => {
    switch (node.kind) {
      case 'and':
      case 'or':
        for (const child of node.nodes) visit(child);
        return;
      case 'word':
        if (node.field !== null && node.field !== 'said')
          leftOut.push(`${formatNode(node)}: a tracker listens to what is said`);
        else if (stopWords.has(node.text.toLowerCase())) leftOut.push(`“${node.text}”: too common a word`);
        else text(node.text);
        return;
      case 'phrase':
        if (node.field !== null && node.field !== 'said')
          leftOut.push(`${formatNode(node)}: a tracker listens to what is said`);
        else text(node.text);
        return;
      case 'near':
        for (const word of nearWordsOf(node)) text(word.text);
        leftOut.push(`${formatNode(node)}: its words count one by one`);
        return;
      case 'value': {
        const only = node.values.length === 1 ? node.values[0] : undefined;
        if (node.field === 'lang' && only && language === null) language = only.text.slice(0, 60);
        else leftOut.push(`${formatNode(node)}: use it as the filter of the report`);
        return;
      }
      default:
        leftOut.push(`${formatNode(node)}: use it as the filter of the report`);
    }
  };
  const { root } = planQuery(q, false);
  if (
    root?.kind === 'and' &&
    root.nodes.filter((node) => node.kind === 'word' || node.kind === 'phrase').length > 1
  )
    leftOut.push('a tracker counts each of its phrases, also where the others are not said');
  if (root) visit(root);
  return {
    name: phrases.slice(0, 3).join(', ').slice(0, 100),
    definition: {
      languages: [{ language, phrases, relatedForms: true }],
      saidBy: 'anyone',
      onlyQuestions: false,
      saidAt: null,
    },
    leftOut,
  };
}
