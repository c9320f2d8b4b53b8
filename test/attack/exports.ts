import type { Browser } from '@playwright/test';
import markdownIt from 'markdown-it';
import { marked } from 'marked';
import type { Core } from '../../electron/core/rpc/core.ts';
import { createTerminal } from '../../electron/hosts/cli/output.ts';
import { hostileCalls } from './hostile.ts';
import { mark, type Outcome } from './through.ts';

const formats = ['markdown', 'html', 'csv', 'csv-transcript', 'json', 'jsonl', 'srt', 'vtt'] as const;

/** What a spreadsheet would take for a formula: the first letter of a cell, blanks aside. */
const formula = /^\s*[=+\-@]/;

/** The cells of a CSV file (RFC 4180). */
function cellsOf(csv: string): string[] {
  const text = csv.replace(/^\ufeff/, '');
  const separator = text.slice(0, text.indexOf('\n')).includes(';') ? ';' : ',';
  const cells: string[] = [];
  for (const [, quoted, bare] of text.matchAll(
    new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(?:${separator}|\\r?\\n|$)`, 'g'),
  ))
    cells.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
  return cells;
}

/** Every export of hostile calls, looked at by who will open it: a browser, Markdown's renderers, a spreadsheet, a terminal. */
export async function attackExports({ core, browser }: { core: Core; browser: Browser }): Promise<Outcome> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const through: string[] = [];
  let tried = 0;
  let where = '';
  page.on('request', (request) => {
    if (!/^(data|blob|about):/.test(request.url()))
      through.push(`${where}: asked for ${request.url().slice(0, 100)}`);
  });
  const opened = async (html: string) => {
    await page.goto('about:blank');
    await page.setContent(html, { waitUntil: 'load' });
    const links = await page.evaluate(() =>
      [...document.querySelectorAll('[href]')].map((link) => link.getAttribute('href') ?? ''),
    );
    for (const href of links)
      if (!/^(https?:|mailto:|#)/i.test(href)) through.push(`${where}: a link to ${href.slice(0, 60)}`);
    if (await page.evaluate((name) => name in window, mark)) through.push(`${where}: ran`);
  };
  const shown = (text: string) => {
    let out = '';
    const write = (more: string) => {
      out += more;
    };
    createTerminal({ out: { write, isTTY: true }, err: { write }, styled: false }).document(text);
    if (/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(out))
      through.push(`${where}: obeyed by a terminal`);
  };
  const look = async (format: (typeof formats)[number], content: string) => {
    shown(content);
    if (format === 'html') await opened(content);
    if (format === 'markdown') {
      await opened(markdownIt({ html: true, linkify: true }).render(content));
      await opened(await marked.parse(content));
    }
    if (format.startsWith('csv'))
      for (const cell of cellsOf(content))
        if (formula.test(cell)) through.push(`${where}: a formula ${JSON.stringify(cell.slice(0, 40))}`);
    if (format === 'json') JSON.parse(content);
    if (format === 'jsonl') for (const line of content.split('\n').filter(Boolean)) JSON.parse(line);
    if (format === 'vtt' && /^(STYLE|REGION)\b/m.test(content)) through.push(`${where}: a style of captions`);
  };
  for (const { call } of hostileCalls()) {
    for (const format of formats) {
      for (const maskNames of [false, true]) {
        where = `${format} of ${JSON.stringify(call.metaData.title?.slice(0, 40))}${maskNames ? ', masked' : ''}`;
        tried++;
        const transcript = format !== 'csv';
        const { content, filename } = await core.request('export/calls', {
          id: call.metaData.id,
          format,
          transcript,
          maskNames,
          tz: 'UTC',
          weekStart: 1,
        });
        if (/[/\\\0-\x1f:*?"<>|]|^\./.test(filename)) through.push(`${where}: the file name ${filename}`);
        await look(format, content);
      }
    }
  }
  await context.close();
  return { tried, through };
}
