/** A search as a window asks it first, but for its words: the best 50 calls with their facets. */
export const plainSearch = {
  sort: 'relevance',
  offset: 0,
  limit: 50,
  facets: true,
  typing: false,
  recency: 0,
  tz: 'UTC',
  weekStart: 1,
} as const;
