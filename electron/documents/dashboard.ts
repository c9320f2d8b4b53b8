import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { dashboard } from '../../db/personal/dashboards.ts';
import type { QueryContext } from '../../db/search/match.ts';
import type { Db } from '../../db/store/open.ts';
import { annotationDays } from '../contract/annotations.ts';
import type { ChartSpec } from '../contract/dashboards.ts';
import { isolate } from '../contract/direction.ts';
import { fileName } from '../contract/file-name.ts';
import { type Section, sectionOf } from './dashboard-sections.ts';
import { datesIn } from './dates.ts';
import { bdi, esc, sentenceHtml } from './html.ts';
import { md } from './markdown-text.ts';

/** What is reported: a dashboard, or charts under a title. */
interface ReportInput extends QueryContext {
  readonly dashboardId?: number | undefined;
  readonly charts?: readonly { readonly title: string; readonly spec: ChartSpec }[] | undefined;
  readonly title?: string | undefined;
  readonly format: 'html' | 'md';
}

const style = `:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9d9e0;--paper:#fff;--s0:#3e63dd;--s1:#cc4e00;--s2:#218358;--s3:#8145b5;--s4:#7d5e54}
@media(prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#b0b4ba;--line:#3a3f47;--paper:#111113;--s0:#9eb1ff;--s1:#ffa057;--s2:#3dd68c;--s3:#d19dff;--s4:#d4b3a5}}
body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--paper)}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin:2.5rem 0 .3rem}p.lead{font-size:1.05rem;margin:.2rem 0 .6rem}.soft,footer{color:var(--soft);font-size:.85rem}
svg{width:100%;height:auto;display:block}svg text,tspan{unicode-bidi:plaintext}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}.grid{stroke:var(--line)}.line{fill:none;stroke-width:2}.band{opacity:.15}.ghost{stroke-dasharray:4 4;opacity:.6}.note rect{fill:var(--soft);opacity:.14}.note line{stroke:var(--soft);stroke-dasharray:2 3}.note text{fill:var(--ink);font-weight:600}ol.notes{list-style:none;padding:0;margin:.4rem 0;font-size:.85rem}ol.notes b{display:inline-block;min-width:1.4rem}
.line.s0{stroke:var(--s0)}.line.s1{stroke:var(--s1)}.line.s2{stroke:var(--s2)}.line.s3{stroke:var(--s3)}.line.s4{stroke:var(--s4)}
.s0:not(.line){fill:var(--s0)}.s1:not(.line){fill:var(--s1)}.s2:not(.line){fill:var(--s2)}.s3:not(.line){fill:var(--s3)}.s4:not(.line){fill:var(--s4)}.bar:not(.s0,.s1,.s2,.s3,.s4){fill:var(--s0)}.faint{opacity:.4}
ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;margin:.3rem 0;font-size:.85rem}.key{display:inline-block;width:.7rem;height:.7rem;border-radius:2px;margin-right:.35rem}
.k0{background:var(--s0)}.k1{background:var(--s1)}.k2{background:var(--s2)}.k3{background:var(--s3)}.k4{background:var(--s4)}
table{border-collapse:collapse;width:100%;font-size:.85rem;margin-top:.5rem}th,td{text-align:right;padding:.15rem .5rem;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}th:first-child,td:first-child{text-align:left}
details summary{cursor:pointer;color:var(--soft);font-size:.85rem}section{break-inside:avoid}footer p{margin:.15rem 0}
@media print{body{max-width:none;margin:0}details:not([open])>*{display:revert}}`;

/** The annotations of a chart as a list, by their numbers in it. */
function annotationLines({ notes }: Section): { readonly number: number; readonly text: string }[] {
  return notes
    .flatMap(({ items }) => items)
    .map((item, at) => ({ number: at + 1, text: `${annotationDays(item)}: ${isolate(item.text)}` }));
}

function htmlSection(section: Section): string {
  const legend =
    section.legend.length > 0
      ? `<ul class="legend">${section.legend.map((name, at) => `<li><span class="key k${at % 5}"></span>${bdi(name)}</li>`).join('')}</ul>`
      : '';
  const notes = annotationLines(section);
  const noted =
    notes.length > 0
      ? `<ol class="notes">${notes.map(({ number, text }) => `<li><b>${number}</b>${sentenceHtml(text)}</li>`).join('')}</ol>`
      : '';
  const table =
    section.columns.length > 0
      ? `<details><summary>Figures</summary><table><thead><tr>${section.columns.map((name) => `<th scope="col">${bdi(name)}</th>`).join('')}</tr></thead><tbody>${section.rows.map((row) => `<tr>${row.map((value) => `<td>${value === null ? '' : typeof value === 'string' ? bdi(value) : value}</td>`).join('')}</tr>`).join('')}</tbody></table></details>`
      : '';
  const foot =
    section.footer.length > 0
      ? `<footer>${section.footer.map((line) => `<p>${sentenceHtml(line)}</p>`).join('')}</footer>`
      : '';
  return `<section><h2 dir="auto">${esc(section.title)}</h2>${section.sentence ? `<p class="lead">${sentenceHtml(section.sentence)}</p>` : ''}${section.svg}${legend}${noted}${table}${foot}</section>`;
}

function markdownSection(section: Section): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${md(section.title)}`,
    ...(section.sentence ? [md(section.sentence)] : []),
    ...(section.columns.length > 0
      ? [
          [
            row(section.columns.map(md)),
            row(section.columns.map((_, at) => (at === 0 ? '---' : '---:'))),
            ...section.rows.map((cells) =>
              row(cells.map((value) => (value === null ? '' : md(String(value))))),
            ),
          ].join('\n'),
        ]
      : []),
    ...(section.notes.length > 0
      ? [
          annotationLines(section)
            .map(({ number, text }) => `${number}. ${md(text)}`)
            .join('\n'),
        ]
      : []),
    ...(section.footer.length > 0 ? [section.footer.map((line) => `*${md(line)}*`).join('  \n')] : []),
  ].join('\n\n');
}

/** Neighbouring charts that were computed from the same have their footer once, below the last of them. */
function withoutRepeats(sections: readonly Section[]): Section[] {
  return sections.map((section, at) =>
    section.footer.join('\n') === sections[at + 1]?.footer.join('\n') ? { ...section, footer: [] } : section,
  );
}

/**
 * A dashboard or some charts as one file: HTML with everything inside it and no scripts, or Markdown. Throws
 * 'dashboards/not-found', 'export/bad-time-zone'.
 */
export function writeReport(
  db: Db,
  store: ColumnStore,
  input: ReportInput,
): { readonly name: string; readonly type: string; readonly text: string } {
  const board = input.dashboardId === undefined ? null : dashboard(db, input.dashboardId);
  const charts = board?.charts ?? input.charts ?? [];
  const title = input.title ?? board?.name ?? 'Report';
  const dates = datesIn(input.tz);
  const made = `Made by Earshot, ${dates.minute(input.now)} (${dates.zone}).`;
  const sections = withoutRepeats(
    charts.map((chart) => sectionOf(db, store, chart.title, chart.spec, input)),
  );
  const nothing = 'No charts are pinned to this dashboard.';
  if (input.format === 'md') {
    const body = sections.length > 0 ? sections.map(markdownSection).join('\n\n') : nothing;
    return {
      name: fileName([dates.day(input.now), title], 'md', 'report'),
      type: 'text/markdown',
      text: `# ${md(title)}\n\n${md(made)}\n\n${body}\n`,
    };
  }
  const body = sections.length > 0 ? sections.map(htmlSection).join('\n') : `<p>${nothing}</p>`;
  return {
    name: fileName([dates.day(input.now), title], 'html', 'report'),
    type: 'text/html',
    text: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${esc(title)}</title><style>${style}</style></head>
<body><h1 dir="auto">${esc(title)}</h1><p class="soft">${esc(made)}</p>
${body}
</body></html>
`,
  };
}
