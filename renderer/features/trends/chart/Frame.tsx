import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Table from 'lucide-solid/icons/table-2';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { asError } from '../../../data/query.ts';
import { count, percent } from '../../../ui/format.ts';
import { toast } from '../../../ui/kit.tsx';
import { download, type Figures, textBlob, toCsv } from './figures.ts';
import { pngOf, standaloneSvg } from './picture.ts';

/** A table of figures; rows that can be opened are buttons in their first cell. */
export function FigureTable(props: {
  figures: Figures;
  label: string;
  onOpen?: (row: number) => void;
}): JSX.Element {
  return (
    <div class="tablebox" tabindex="0" role="region" aria-label={props.label}>
      <table class="figures">
        <thead>
          <tr>
            <For each={props.figures.columns}>
              {(column) => (
                <th scope="col" classList={{ num: column.num ?? false }}>
                  {column.label}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.figures.rows}>
            {(row, at) => (
              <tr>
                <For each={row}>
                  {(value, index) => (
                    <td classList={{ num: props.figures.columns[index()]?.num ?? false }}>
                      <Show
                        when={index() === 0 && props.onOpen}
                        fallback={
                          value === null ? (
                            <span class="muted" title="not available">
                              n/a
                            </span>
                          ) : typeof value === 'number' ? (
                            props.figures.columns[index()]?.percent ? (
                              percent(value)
                            ) : Number.isInteger(value) ? (
                              count(value)
                            ) : (
                              value.toFixed(3)
                            )
                          ) : (
                            value
                          )
                        }
                      >
                        <button type="button" class="linkish" onClick={() => props.onOpen?.(at())}>
                          {value}
                        </button>
                      </Show>
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

/**
 * What every chart has around it: a heading, the readout of the mark pointed at (its place is kept, nothing jumps), the
 * data table behind it, and the chart as PNG, SVG or CSV with the note on how it was counted.
 */
export function ChartFrame(props: {
  title: string;
  /** Said under the heading. */
  lead?: JSX.Element;
  readout?: JSX.Element;
  /** It can take two lines: they are kept free. */
  longReadout?: boolean;
  figures: Figures;
  /** What it is about, for the title of pictures and files. */
  about?: string;
  note: string;
  /** Buttons beside Table and Save. */
  actions?: JSX.Element;
  /** Choices of what is shown, between heading and plot. */
  controls?: JSX.Element;
  onOpen?: (row: number) => void;
  class?: string;
  /** False where there is no one drawing to save, only figures. */
  pictures?: boolean;
  children: (ref: (svg: SVGSVGElement) => void) => JSX.Element;
  below?: JSX.Element;
}): JSX.Element {
  const [table, setTable] = createSignal(false);
  const heading = createUniqueId();
  let svg: SVGSVGElement | undefined;
  const name = () => (props.about ? `${props.about}: ${props.title}` : props.title);
  const save = async (kind: 'png' | 'svg' | 'csv') => {
    try {
      if (kind === 'csv') download(`${name()}.csv`, textBlob(toCsv(props.figures, props.note), 'text/csv'));
      else if (svg?.isConnected) {
        const drawing = standaloneSvg(svg, name(), props.note);
        download(
          `${name()}.${kind}`,
          kind === 'svg' ? textBlob(drawing, 'image/svg+xml') : await pngOf(drawing),
        );
      }
    } catch (error) {
      toast(asError(error).message);
    }
  };
  return (
    <section class={`panel ${props.class ?? ''}`} aria-labelledby={heading}>
      <header class="panelhead">
        <div class="grow">
          <h2 id={heading}>{props.title}</h2>
          <Show when={props.lead}>
            <p class="lead">{props.lead}</p>
          </Show>
        </div>
        <div class="row tools">
          {props.actions}
          <button
            type="button"
            class="btn small quiet"
            aria-pressed={table()}
            onClick={() => setTable((on) => !on)}
          >
            <Table size={14} aria-hidden="true" /> Table
          </button>
          <DropdownMenu gutter={4} placement="bottom-end">
            <DropdownMenu.Trigger class="btn small quiet" aria-label={`Save ${props.title}`}>
              Save <ChevronDown size={13} aria-hidden="true" />
            </DropdownMenu.Trigger>
            <DropdownMenu.Portal>
              <DropdownMenu.Content class="menu">
                <Show when={props.pictures !== false}>
                  <DropdownMenu.Item class="menuitem" disabled={table()} onSelect={() => void save('png')}>
                    Picture (PNG)
                  </DropdownMenu.Item>
                  <DropdownMenu.Item class="menuitem" disabled={table()} onSelect={() => void save('svg')}>
                    Drawing (SVG)
                  </DropdownMenu.Item>
                </Show>
                <DropdownMenu.Item class="menuitem" onSelect={() => void save('csv')}>
                  Figures (CSV)
                </DropdownMenu.Item>
              </DropdownMenu.Content>
            </DropdownMenu.Portal>
          </DropdownMenu>
        </div>
      </header>
      {props.controls}
      <Show when={props.readout !== undefined && !table()}>
        <p class="readout" classList={{ many: props.longReadout ?? false }} aria-hidden="true">
          {props.readout}
        </p>
      </Show>
      <Show
        when={!table()}
        fallback={
          <FigureTable
            figures={props.figures}
            label={`${props.title}: figures`}
            {...(props.onOpen ? { onOpen: props.onOpen } : {})}
          />
        }
      >
        <div class="plot">{props.children((element) => (svg = element))}</div>
      </Show>
      {props.below}
    </section>
  );
}
