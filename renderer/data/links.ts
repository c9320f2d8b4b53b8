/** Address of a call's page, with the query that led there and the second to land on. */
export const hrefOf = (call: { readonly id: string }, q: string, sec?: number | null) => {
  const params = new URLSearchParams({
    ...(q.trim() ? { q } : {}),
    ...(sec !== null && sec !== undefined ? { t: String(Math.floor(sec)) } : {}),
  }).toString();
  return `/call/${encodeURIComponent(call.id)}${params ? `?${params}` : ''}`;
};
