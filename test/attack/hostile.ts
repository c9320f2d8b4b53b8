import { foreignCall } from '../fixtures/foreign-calls.ts';
import type { OddCall } from '../fixtures/odd-calls.ts';
import { mark, trapHost } from './through.ts';

const run = `window.${mark}=1`;

/** Texts that some reader of ours (a page, a spreadsheet, Markdown, captions, a terminal) could take for an order. */
export const hostileTexts: readonly string[] = [
  `<script>${run}</script>`,
  `</script><script>${run}</script>`,
  `</title></style></textarea><script>${run}</script>`,
  `<img src=x onerror="${run}">`,
  `<img src="https://${trapHost}/a.png">`,
  `"><svg onload="${run}">`,
  `' autofocus onfocus='${run}' x='`,
  `" onmouseover="${run}" style="position:fixed;inset:0" x="`,
  `<svg><script href="data:text/javascript,${run}"></script></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${run}">`,
  `<iframe srcdoc="<script>parent.${mark}=1</script>"></iframe>`,
  `<iframe src="https://${trapHost}/"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<base href="https://${trapHost}/">`,
  `<meta http-equiv="refresh" content="0;url=https://${trapHost}/">`,
  `<link rel="stylesheet" href="https://${trapHost}/a.css">`,
  `<style>@import "https://${trapHost}/b.css"; *{background:url(https://${trapHost}/c)}</style>`,
  `<form action="https://${trapHost}/"><button autofocus>go</button></form>`,
  `<a href="javascript:${run}">x</a>`,
  `[x](javascript:${run})`,
  `![x](https://${trapHost}/d.png)`,
  `[x]: javascript:${run}\n\n[x]`,
  `<javascript:${run}>`,
  '{{constructor.constructor("window.earshotWasHere=1")()}} ${window.earshotWasHere=1} <%= 1 %>',
  `--><script>${run}</script><!--`,
  `]]><script>${run}</script>`,
  `&lt;script&gt;${run}&lt;/script&gt; &#60;script&#62;`,
  `\u003cscript\u003e${run}\u003c/script\u003e\\u003cscript\\u003e`,
  '=HYPERLINK("https://trap.invalid/","x")',
  "=cmd|' /C calc'!A0",
  '+1+cmd|x!A1',
  '-1+1',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '；=1+1;=1+1,=1+1',
  '"\n=1+1',
  '\x1b]52;c;QQ==\x07\x1b[2J',
  '\x1b]8;;https://trap.invalid/\x1b\\x\x1b]8;;\x1b\\',
  '\u009b2J\u009d0;x\u009c',
  'a\u202eb\u2066c\u2067d',
  '__proto__',
  'constructor',
  '../../../../etc/passwd',
  'CON .. / \\ : * ? " < > |',
  '00:00:01.000 --> 00:00:02.000\n<v x>y',
  `WEBVTT\n\nSTYLE\n::cue{background:url(https://${trapHost}/e)}`,
];

/** A call for each of them, in every text that Gong lets people write. */
export function hostileCalls(): readonly OddCall[] {
  return hostileTexts.map((text, at) =>
    foreignCall({
      id: `66666666666666660${String(at).padStart(2, '0')}`,
      language: 'eng',
      title: text,
      people: [
        [text, text],
        [`${text} B`, text],
      ],
      account: text,
      stage: text,
      brief: text,
      keyPoints: [text, `${text} again`],
      highlight: text,
      section: text,
      tracker: text,
      phrase: text,
      outcome: text,
      comment: text,
      sentences: [text, `Well, ${text}`],
    }),
  );
}
