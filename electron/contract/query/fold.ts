/**
 * Letters without case and accents, as the full-text tables compare them: accents go from Latin letters only. й, が or 한
 * are letters of their own there, and must stay whole here, or a query for them finds nothing.
 */
export function fold(text: string): string {
  // ASCII needs no decomposition: by far the common case.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase();
}
