import { cleanLine } from '../contract/plain-text.ts';

/** Addresses that are links in a chat or mail program: with http(s), with www, of e-mail. */
const address =
  /(?<![\p{L}\p{N}])(?:https?:\/\/(?=[\p{L}\p{N}])[^\s<>"]+|www\.(?=[\p{L}\p{N}])[^\s<>"]+|[a-z\d](?:[\w.+-]*[\w+-])?@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+(?![\w-]))/giu;

/** Addresses that every renderer takes between angle brackets and shows as they are. */
const bare = /^(?:https?:\/\/)?[\w.~:/?#@!&()*+,;=-]+$/i;
/** Between angle brackets these would be read as something else, or be shown decoded (by markdown-it). */
const decoded = /&(?!\w+=)|\bxn--/i;

/** The address without the punctuation of the sentence around it. */
function withoutTail(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1) as string;
    const closes = last === ')' && url.split('(').length < url.split(')').length;
    if (!closes && !/[.,;:!?'’”»\]}*_~|…。、，）」]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

function link(url: string): string {
  const hasScheme = !/^www\./i.test(url);
  if (hasScheme && bare.test(url) && !decoded.test(url)) return `<${url}>`;
  const target = (hasScheme ? url : `http://${url}`)
    .replace(/[\\`|^{}$()[\]]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('&', '&amp;');
  // Brackets in a label, escaped or not, lose marked its way.
  const label = literal(url).replaceAll('\\[', '&#91;').replaceAll('\\]', '&#93;');
  return `[${label}](<${target}>)`;
}

/** Puts a backslash before each character. */
const escaped = (chars: string) => chars.replace(/./g, '\\$&');

/**
 * Escapes what has a meaning within a line, in CommonMark, GitHub, Obsidian or pandoc: besides emphasis, code, links, tags and
 * tables also maths, sub- and superscript, ==marks==, %%comments%%, :emoji:, dashes, citations, bare addresses, and quotes, as
 * pandoc pairs them and tears emphasis apart. Underscores and apostrophes within words have none.
 */
function literal(text: string): string {
  return text
    .replace(/[\\`*{}[\]<>#|~$^]|&(?=#?\w+;)|%(?=[\da-f]{2})|(?<![\p{L}\p{N}])@|"/giu, '\\$&')
    .replace(/(?<![\p{L}\p{N}])[_']|[_'](?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/www(?=\.)/gi, '$&\\')
    .replace(/={2,}|%{2,}|-{2,}|:{2,}|:(?=\/\/)|(?!(?<=\d):\d\d:):(?=[\w+-]+(?::|$))/g, escaped);
}

/**
 * Text as Markdown that shows it literally, on one line, at the start of a line as well as within one, in headings, list items,
 * paragraphs, emphasis and table cells. Addresses stay links.
 */
export function md(text: string): string {
  const line = cleanLine(text);
  let out = '';
  let from = 0;
  for (const { 0: found, index } of line.matchAll(address)) {
    const url = withoutTail(found);
    if (/^(?:https?:\/\/|www\.?)$/i.test(url)) continue;
    const before = literal(line.slice(from, index));
    const linked = link(url);
    // An exclamation mark before a link in brackets would make a picture of it.
    out += (linked.startsWith('[') ? before.replace(/!$/, '\\!') : before) + linked;
    from = index + url.length;
  }
  out += literal(line.slice(from));
  return (
    out
      .replace(/^(?:[-+:%](?=\s|$)|=$)/, '\\$&')
      .replace(/^(\(?(?:\d+|[a-z]|[ivxlcdm]+))([.)])(?=\s|$)/i, '$1\\$2')
      // For pandoc it begins a task, escaped or not: only a space that is written otherwise tells it.
      .replace(/^(\\\[[ x]\\\]) /i, '$1&#32;')
  );
}
