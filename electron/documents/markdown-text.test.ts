import * as fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { filter, hasCommand } from '../../test/fixtures/commands.ts';
import { nastyTexts, realSentences, wildText } from '../../test/fixtures/nasty-text.ts';
import { cleanLine } from '../contract/plain-text.ts';
import { md } from './markdown-text.ts';

const command = (name: string, args: readonly string[]) => (text: string) => filter(name, args, text);

const markdownIt = (options: { html: boolean; linkify: boolean }) => {
  const reader = new MarkdownIt(options);
  return (text: string) => reader.render(text);
};
const gfmExtensions = ['table', 'strikethrough', 'autolink', 'tasklist', 'footnotes'].flatMap((name) => [
  '-e',
  name,
]);
/** Readers that we did not write, from Markdown to HTML. `smart`: puts typographic quotes and dots for plain ones. */
const readers: readonly {
  readonly name: string;
  readonly needs?: string;
  readonly smart?: boolean;
  readonly html: (text: string) => string;
}[] = [
  { name: 'markdown-it', html: markdownIt({ html: false, linkify: false }) },
  { name: 'markdown-it with HTML and links', html: markdownIt({ html: true, linkify: true }) },
  { name: 'marked', html: (text) => marked.parse(text, { gfm: true, async: false }) },
  {
    name: 'micromark with GFM',
    html: (text) =>
      micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  },
  {
    name: 'cmark-gfm',
    needs: 'cmark-gfm',
    html: command('cmark-gfm', ['--unsafe', ...gfmExtensions]),
  },
  {
    name: 'pandoc, Markdown without typography',
    needs: 'pandoc',
    html: command('pandoc', ['-f', 'markdown-smart', '-t', 'html', '--wrap=none']),
  },
  {
    name: 'pandoc, Markdown',
    needs: 'pandoc',
    smart: true,
    html: command('pandoc', ['-f', 'markdown', '-t', 'html', '--wrap=none']),
  },
  {
    name: 'pandoc, GFM',
    needs: 'pandoc',
    html: command('pandoc', ['-f', 'gfm', '-t', 'html', '--wrap=none']),
  },
];

/** The text in every place where exports put one, as Markdown. */
function places(text: string): string {
  const of = md(text);
  return [
    `## ${of}`,
    `- ${of}\n- **${of}:** ${of}\n  - \`0:01\` ${of}\n- **${of}** — “${of}” (${of}, ${of})`,
    of,
    `\`0:02\` **${of}:** ${of}`,
    `| ${of} | ${of} |\n| --- | ---: |\n| ${of} | 12 |\n| 12 | ${of} |`,
    `1. ${of}\n2. x: ${of}`,
    `*${of}*  \n*x ${of}*`,
  ].join('\n\n');
}

/** What a reader should then show. */
function shown(of: string): string {
  const list = `${of} ${of}: ${of} 0:01 ${of} ${of} — “${of}” (${of}, ${of})`;
  return squeezed(
    `${of} ${list} ${of} 0:02 ${of}: ${of} ${of} ${of} ${of} 12 12 ${of} ${of} x: ${of} ${of} x ${of}`,
  );
}

const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();
const straight = (text: string) => text.replaceAll('’', "'").replaceAll('…', '...');

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0' };
const decoded = (html: string) =>
  html.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    name
      ? (named[name] ?? whole)
      : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );
const textOf = (html: string) =>
  decoded(html.replace(/<\/?(?:h\d|p|li|ul|ol|td|th|tr|br|div)\b[^>]*>/g, ' ').replace(/<[^>]*>/g, ''));
const linksOf = (html: string) =>
  [...html.matchAll(/<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(
    ([, href, text]) => [decoded(href as string), textOf(text as string)] as const,
  );

/** HTML for each text, read in few runs: a program takes a while to start, and some grow slow over long files. */
function read(html: (text: string) => string, texts: readonly string[]): string[] {
  const parts: string[] = [];
  for (let at = 0; at < texts.length; at += 200) {
    const some = texts.slice(at, at + 200);
    const whole = html(some.map((text) => `# next text\n\n${places(text)}\n`).join('\n'));
    parts.push(...whole.split(/<h1[^>]*>next text<\/h1>/).slice(1));
  }
  expect(parts).toHaveLength(texts.length);
  return parts;
}

const generated = fc.sample(wildText, { seed: 20, numRuns: 500 });
const texts = [...nastyTexts, ...generated, ...realSentences(800, 150)].filter(
  (text) => cleanLine(text) !== '',
);

describe.each(readers)('Markdown read by $name', ({ html, needs, smart }) => {
  const missing = needs !== undefined && !hasCommand(needs);
  it.skipIf(missing)(`shows every text as it was${missing ? ` (${needs} is not installed)` : ''}`, () => {
    const wrong = read(html, texts).flatMap((part, at) => {
      const text = texts[at] as string;
      const found = squeezed(textOf(part));
      const wanted = shown(cleanLine(text));
      const same = smart ? straight(found) === straight(wanted) : found === wanted;
      return same ? [] : [{ text, markdown: md(text), found: found.slice(0, 400) }];
    });
    expect(wrong.slice(0, 20), `${wrong.length} of ${texts.length}`).toEqual([]);
  });
});

/** Sentences with an address, the address, and where it must lead, if elsewhere. */
const addresses: readonly (readonly [string, string, string?])[] = [
  ['see http://a_b.example/c_d_e, ok', 'http://a_b.example/c_d_e'],
  ['(https://x.example/p_(q)_r).', 'https://x.example/p_(q)_r'],
  ['https://x.example/a?b=c&d=e_f#g', 'https://x.example/a?b=c&d=e_f#g'],
  ['https://x.example/?a=1&copy;=2', 'https://x.example/?a=1&copy;=2'],
  ['https://x.example/?a=1&copy=2&lt=3', 'https://x.example/?a=1&copy=2&lt=3'],
  ['https://x.example/?q[a]=1', 'https://x.example/?q[a]=1', 'https://x.example/?q%5Ba%5D=1'],
  ['at https://x.example/%D1%82_1', 'https://x.example/%D1%82_1'],
  ['at www.a_b.example/c_d now', 'www.a_b.example/c_d', 'http://www.a_b.example/c_d'],
  ['wow!www.x.example', 'www.x.example', 'http://www.x.example'],
  ['a https://x.example/a|b\\c', 'https://x.example/a|b\\c', 'https://x.example/a%7Cb%5Cc'],
  [
    'https://x.example/日本_語',
    'https://x.example/日本_語',
    'https://x.example/%E6%97%A5%E6%9C%AC_%E8%AA%9E',
  ],
  ['ask ada_b.c+d@x-y.example.', 'ada_b.c+d@x-y.example', 'mailto:ada_b.c+d@x-y.example'],
];

describe.each(readers)('addresses read by $name', ({ html, needs }) => {
  it.skipIf(needs !== undefined && !hasCommand(needs))('stay links, whole', () => {
    for (const [at, part] of read(
      html,
      addresses.map(([text]) => text),
    ).entries()) {
      const [text, label, href = label] = addresses[at] as (typeof addresses)[number];
      const links = linksOf(part);
      expect(links.length, text).toBe(shown('@').split('@').length - 1);
      for (const [found, words] of links) {
        expect(words).toBe(label);
        expect(new URL(found).href, text).toBe(new URL(href).href);
      }
    }
  });
});

describe('Markdown', () => {
  it.each([
    ['1. not a number', '1\\. not a number'],
    ['2) nor this', '2\\) nor this'],
    ['a_b_c and _d_', 'a_b_c and \\_d\\_'],
    ["don't, it's 10:30, R&D: 50 % = 5 (x)", "don't, it's 10:30, R&D: 50 % = 5 (x)"],
    ['$5 x^2 ==m== %%c%% :x:', '\\$5 x\\^2 \\=\\=m\\=\\= \\%\\%c\\%\\% \\:x:'],
    ['https://us-1.app.gong.io/call?id=77', '<https://us-1.app.gong.io/call?id=77>'],
    ['C:\\New', 'C:\\\\New'],
  ])('%s is written as %s', (text, written) => {
    expect(md(text)).toBe(written);
  });
});
