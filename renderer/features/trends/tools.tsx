import { createContext, type JSX, useContext } from 'solid-js';
import type { ChartSpec } from '../../../electron/contract/dashboards.ts';

/** What a chart can be made into where it stands: pinned from a report, moved or taken off on a dashboard. */
type ChartTools = (kind: ChartSpec['kind'], title: string, change?: Partial<ChartSpec>) => JSX.Element;

const Tools = createContext<ChartTools>(() => null);
export const ToolsProvider = Tools.Provider;

/** The buttons of the page for a chart of one kind. */
export function ChartToolsOf(props: {
  kind: ChartSpec['kind'];
  title: string;
  change?: Partial<ChartSpec>;
}): JSX.Element {
  const tools = useContext(Tools);
  return <>{tools(props.kind, props.title, props.change)}</>;
}
