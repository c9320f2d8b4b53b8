import ChevronDown from 'lucide-solid/icons/chevron-down';
import Table from 'lucide-solid/icons/table-2';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { fileName } from '../../../../electron/contract/file-name.ts';
import { asError } from '../../../data/query.ts';
import { download, textBlob } from '../../../ui/download.ts';
import { Button } from '../../../ui/form.tsx';
import { count, percent } from '../../../ui/format.ts';
import { toast } from '../../../ui/kit.tsx';
import { Menu, MenuItem } from '../../../ui/menu.tsx';
import { DataTable, Opens } from '../../../ui/table.tsx';
import { Panel } from '../report/panel.tsx';
import { type Figures, toCsv } from './figures.ts';
import { pngOf, standaloneSvg } from './picture.ts';

/** A table of figures; rows that can be opened are buttons in their first cell. */
function FigureTable(props: {
  figures: Figures;
  label: string;
  onOpen?: (row: number) => void;
}): JSX.Element {
  return (
    <DataTable
      label={props.label}
      heads={props.figures.columns}
      rows={props.figures.rows.map((cells, at) => ({ cells, at }))}
    >
      {(row) => (
        <For each={props.figures.columns}>
          {(column, index) => {
            const value = () => row.cells[index()] ?? null;
            return (
              <td class={column.num ? 'num' : undefined}>
                <Show when={index() === 0 && props.onOpen} fallback={<Figure of={column} value={value()} />}>
                  <Opens onOpen={() => props.onOpen?.(row.at)}>{value()}</Opens>
                </Show>
              </td>
            );
          }}
        </For>
      )}
    </DataTable>
  );
}

/** A figure as people read it; what is not available says so. */
function Figure(props: { of: Figures['columns'][number]; value: string | number | null }): JSX.Element {
  return (
    <>
      {props.value === null ? (
        props.of.empty ? (
          ''
        ) : (
          <span class="muted" title="not available">
            n/a
          </span>
        )
      ) : typeof props.value !== 'number' ? (
        <bdi>{props.value}</bdi>
      ) : props.of.percent ? (
        percent(props.value)
      ) : Number.isInteger(props.value) ? (
        count(props.value)
      ) : (
        props.value.toFixed(3)
      )}
    </>
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
  /** As which part of the report it is found. */
  part?: string;
  /** False where there is no one drawing to save, only figures. */
  pictures?: boolean;
  children: (ref: (svg: SVGSVGElement) => void) => JSX.Element;
  below?: JSX.Element;
}): JSX.Element {
  const [table, setTable] = createSignal(false);
  let svg: SVGSVGElement | undefined;
  const name = () => (props.about ? `${props.about}: ${props.title}` : props.title);
  const file = (extension: string) => fileName([props.about ?? '', props.title], extension, 'chart');
  const save = async (kind: 'png' | 'svg' | 'csv') => {
    try {
      if (kind === 'csv') download(file('csv'), textBlob(toCsv(props.figures, props.note), 'text/csv'));
      else if (svg?.isConnected) {
        const drawing = standaloneSvg(svg, name(), props.note);
        download(file(kind), kind === 'svg' ? textBlob(drawing, 'image/svg+xml') : await pngOf(drawing));
      }
    } catch (error) {
      toast(asError(error).message);
    }
  };
  return (
    <Panel
      title={props.title}
      {...(props.part ? { part: props.part } : {})}
      class={props.class ?? ''}
      lead={props.lead}
      tools={
        <>
          {props.actions}
          <Button icon={Table} text="Table" aria-pressed={table()} onClick={() => setTable((on) => !on)} />
          <Menu
            aria-label={`Save ${props.title}`}
            button={
              <>
                Save <ChevronDown size={13} />
              </>
            }
          >
            <Show when={props.pictures !== false}>
              <MenuItem text="Picture (PNG)" disabled={table()} onSelect={() => void save('png')} />
              <MenuItem text="Drawing (SVG)" disabled={table()} onSelect={() => void save('svg')} />
            </Show>
            <MenuItem text="Figures (CSV)" onSelect={() => void save('csv')} />
          </Menu>
        </>
      }
    >
      {props.controls}
      <Show when={props.readout !== undefined && !table()}>
        <p
          class="readout row wrap medium"
          classList={{ many: props.longReadout ?? false }}
          aria-hidden="true"
        >
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
    </Panel>
  );
}
