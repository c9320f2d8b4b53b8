/** A record as it came from Gong: anything may be absent, null or of a type we did not expect. */
export type Json = { readonly [key: string]: unknown };

/** The value as an object; null for anything else (arrays included). */
export function obj(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The value as a list; empty for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of a list, others passed over. */
export function objects(value: unknown): readonly Json[] {
  const items = list(value);
  // Nearly every list holds nothing else, and then none is made anew.
  return (items.every(isObject) ? items : items.filter(isObject)) as readonly Json[];
}

const isObject = (item: unknown) => obj(item) !== null;

/** The value as text SQLite can hold: numbers and booleans as written, objects as JSON, lone surrogates replaced. */
export function str(value: unknown): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The value as text with something in it. */
export function word(value: unknown): string | null {
  const text = str(value);
  return text === null || text.trim() === '' ? null : text;
}

/** The value as a finite number (numbers written as text count), or null. */
export function num(value: unknown): number | null {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : null;
}

/** The value as a whole number that a double holds exactly, or null. */
export function int(value: unknown): number | null {
  const parsed = num(value);
  return parsed !== null && Number.isSafeInteger(Math.trunc(parsed)) ? Math.trunc(parsed) : null;
}

/** The value as SQLite's 0 or 1, or null. */
export function bool(value: unknown): 0 | 1 | null {
  if (value === true || value === 'true') return 1;
  if (value === false || value === 'false') return 0;
  return null;
}

/** The value as JSON text for a column; null for absent and null. */
export function jsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** Equality of JSON values; the order of keys does not matter, absent and undefined are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index]));
  }
  const left = a as Json;
  const right = b as Json;
  for (const key of Object.keys(left)) if (!sameJson(left[key], right[key])) return false;
  for (const key of Object.keys(right)) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
