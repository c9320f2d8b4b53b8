import { crc32 } from 'node:zlib';

/** Where a word stands: bit per written field, in the order of `call_text`. */
export const fieldBit = {
  title: 1,
  people: 2,
  brief: 4,
  key: 8,
  outline: 16,
  highlight: 32,
  comment: 64,
  note: 128,
} as const;

/** The calls of one segment that have a word, by their place in the segment, ascending. Arrays run in parallel. */
export interface Posting {
  readonly docs: Uint16Array;
  /** Fields (`fieldBit`) it stands in; null when no call has it in writing. */
  readonly fields: Uint8Array | null;
  /** Occurrences in writing, weighted by field, as a level; null like `fields`. */
  readonly weight: Uint8Array | null;
  /** Occurrences in the transcript, as a level, 0 where it is not spoken; null when it is spoken nowhere. */
  readonly said: Uint8Array | null;
}

const exactTo = 127;

/** A count as one byte: exact up to 127, then in steps of 4.4 %. */
export function level(count: number): number {
  if (count <= exactTo) return count;
  return Math.min(255, exactTo + Math.round(Math.log2(count / exactTo) * 16));
}

/** The count a level stands for. */
export const countOfLevel: Float32Array = Float32Array.from({ length: 256 }, (_, at) =>
  at <= exactTo ? at : exactTo * 2 ** ((at - exactTo) / 16),
);

const hasWritten = 0x8000_0000;
const hasSaid = 0x4000_0000;

/** A posting as bytes: length and flags, places, then the arrays that are there. */
export function encode(posting: Posting): Uint8Array {
  const { docs, fields, weight, said } = posting;
  const n = docs.length;
  const bytes = new Uint8Array(4 + n * (2 + (fields && weight ? 2 : 0) + (said ? 1 : 0)) + sumBytes);
  new DataView(bytes.buffer).setUint32(0, (n | (fields ? hasWritten : 0) | (said ? hasSaid : 0)) >>> 0, true);
  bytes.set(new Uint8Array(docs.buffer, docs.byteOffset, n * 2), 4);
  let at = 4 + n * 2;
  for (const part of [fields, weight, said]) {
    if (!part) continue;
    bytes.set(part, at);
    at += n;
  }
  return seal(bytes);
}

/** Calls of a stored posting, from its first four bytes. */
export function callsOf(head: Uint8Array): number {
  if (head.length < 4) throw new RangeError('posting ends early');
  return new DataView(head.buffer, head.byteOffset).getUint32(0, true) & 0x3fff_ffff;
}

/** What a word of the index must have. Throws RangeError when it is not there. */
export function stored(data: unknown): Buffer {
  if (!Buffer.isBuffer(data)) throw new RangeError('damaged');
  return data;
}

/** Bytes of the checksum at the end of what is stored. */
export const sumBytes = 4;

/** Fills the last bytes with the checksum of those before: SQLite itself does not notice a flipped byte. */
export function seal(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - sumBytes;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

/** The bytes before the checksum, which is not looked at. */
export const contentOf = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(0, Math.max(0, bytes.length - sumBytes));

/** The bytes before the checksum; throws RangeError when it is another. */
export function unseal(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - sumBytes;
  const content = contentOf(bytes);
  if (end < 0 || crc32(content) !== new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true))
    throw new RangeError('damaged');
  return content;
}

/** The posting in some bytes; throws RangeError when they are not one. */
export const decode = (source: Uint8Array): Posting => postingIn(unseal(source));

/** The posting in bytes whose checksum was looked at before. */
export function postingIn(content: Uint8Array): Posting {
  // Typed arrays want an even address; SQLite's buffers may start anywhere.
  const bytes = content.byteOffset % 2 === 0 ? content : content.slice();
  if (bytes.length < 4) throw new RangeError('posting ends early');
  const head = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const n = head & 0x3fff_ffff;
  const docs = new Uint16Array(bytes.buffer, bytes.byteOffset + 4, n);
  let at = 4 + n * 2;
  const part = (flag: number) => {
    if ((head & flag) === 0) return null;
    const list = bytes.subarray(at, at + n);
    if (list.length < n) throw new RangeError('posting ends early');
    at += n;
    return list;
  };
  const fields = part(hasWritten);
  const weight = part(hasWritten);
  return { docs, fields, weight, said: part(hasSaid) };
}

/** A posting of only those calls that `keeps` lets pass, by their place in the segment. */
export function only(posting: Posting, keeps: (doc: number) => boolean): Posting {
  const places: number[] = [];
  for (let at = 0; at < posting.docs.length; at++) if (keeps(posting.docs[at] as number)) places.push(at);
  if (places.length === posting.docs.length) return posting;
  const pick = (list: Uint8Array | null) => list && Uint8Array.from(places, (at) => list[at] as number);
  return {
    docs: Uint16Array.from(places, (at) => posting.docs[at] as number),
    fields: pick(posting.fields),
    weight: pick(posting.weight),
    said: pick(posting.said),
  };
}

/** Room for uniting, kept between calls: a store of a million calls has forty segments to unite at each key. */
let room = {
  fields: new Uint8Array(0),
  weight: new Float32Array(0),
  said: new Float32Array(0),
  present: new Uint8Array(0),
};

/** Room for `n` calls. */
export const emptyPosting = (n: number) => ({
  docs: new Uint16Array(n),
  fields: new Uint8Array(n),
  weight: new Uint8Array(n),
  said: new Uint8Array(n),
});

/** Several postings of one segment as one: places united, fields joined, occurrences added. `size`: calls in the segment. */
export function unite(postings: readonly Posting[], size: number): Posting {
  if (postings.length === 1) return postings[0] as Posting;
  if (room.present.length < size)
    room = {
      fields: new Uint8Array(size),
      weight: new Float32Array(size),
      said: new Float32Array(size),
      present: new Uint8Array(size),
    };
  const { fields, weight, said, present } = room;
  for (const list of [fields, weight, said, present]) list.fill(0, 0, size);
  for (const item of postings) {
    const { docs } = item;
    for (let at = 0; at < docs.length; at++) {
      const doc = docs[at] as number;
      present[doc] = 1;
      if (item.fields && item.weight) {
        fields[doc] = (fields[doc] as number) | (item.fields[at] as number);
        weight[doc] = (weight[doc] as number) + (countOfLevel[item.weight[at] as number] as number);
      }
      if (item.said) said[doc] = (said[doc] as number) + (countOfLevel[item.said[at] as number] as number);
    }
  }
  let n = 0;
  for (let doc = 0; doc < size; doc++) n += present[doc] as number;
  const out = emptyPosting(n);
  let at = 0;
  for (let doc = 0; doc < size; doc++) {
    if (!present[doc]) continue;
    out.docs[at] = doc;
    out.fields[at] = fields[doc] as number;
    out.weight[at] = level(Math.round(weight[doc] as number));
    out.said[at] = level(Math.round(said[doc] as number));
    at++;
  }
  return out;
}
