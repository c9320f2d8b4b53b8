import type { Component } from 'solid-js';
import type { ChartKind } from '../../../../../electron/contract/dashboards.ts';
import { BreakdownPart } from './Breakdown.tsx';
import { FirstsPart } from './Firsts.tsx';
import { FollowsPart } from './Follows.tsx';
import { PhrasesPart } from './Phrases.tsx';
import { PositionsPart } from './Positions.tsx';
import type { PartProps } from './part.tsx';
import { ScoresPart } from './Scores.tsx';
import { StagesPart } from './Stages.tsx';
import { TogetherPart } from './Together.tsx';
import { TrendPart } from './Trend.tsx';

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
