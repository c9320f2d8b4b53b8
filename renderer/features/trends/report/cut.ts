/** Letters a word must share with a form of itself: all but its ending. */
const stem = (word: string) => word.slice(0, Math.max(3, word.length - 2));
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A line in three: before the phrase, the phrase (or a related form of it), after. The middle is empty when it is not found. */
export function cutAt(line: string, phrase: string | null): readonly [string, string, string] {
  if (!phrase) return [line, '', ''];
  const words = phrase.trim().split(/\s+/);
  const exact = new RegExp(`${escaped(phrase)}[\\p{L}\\p{M}\\p{N}'’]*`, 'iu').exec(line);
  const form = new RegExp(
    `(?<![\\p{L}\\p{N}])${words.map((word) => `${escaped(stem(word))}[\\p{L}\\p{M}\\p{N}'’]*`).join('[^\\p{L}\\p{N}]+')}`,
    'iu',
  );
  const found = exact ?? form.exec(line);
  return found
    ? [line.slice(0, found.index), found[0], line.slice(found.index + found[0].length)]
    : [line, '', ''];
}
