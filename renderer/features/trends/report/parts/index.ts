import type { Component } from 'solid-js';
import type { ChartKind } from '../../../../../electron/contract/dashboards.ts';
import { BreakdownPart } from './breakdown.tsx';
import { FirstsPart } from './firsts.tsx';
import { FollowsPart } from './follows.tsx';
import type { PartProps } from './part.tsx';
import { PhrasesPart } from './phrases.tsx';
import { PositionsPart } from './positions.tsx';
import { ScoresPart } from './scores.tsx';
import { StagesPart } from './stages.tsx';
import { TogetherPart } from './together.tsx';
import { TrendPart } from './trend.tsx';

/** How each part of the report is shown, in the order of the page; `moments`: only trackers have it, because searches count calls. */
export const partViews: Readonly<
  Record<ChartKind, { readonly View: Component<PartProps>; readonly moments?: true }>
> = {
  trend: { View: TrendPart },
  breakdown: { View: BreakdownPart },
  positions: { View: PositionsPart, moments: true },
  phrases: { View: PhrasesPart, moments: true },
  together: { View: TogetherPart },
  follows: { View: FollowsPart, moments: true },
  stages: { View: StagesPart },
  firsts: { View: FirstsPart },
  scores: { View: ScoresPart },
};
