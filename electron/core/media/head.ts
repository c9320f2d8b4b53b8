/** What a recording's bytes are packed in, by the first of them. */
type Container =
  | 'wave'
  | 'avi'
  | 'wave64'
  | 'ogg'
  | 'flac'
  | 'au'
  | 'aiff'
  | 'caf'
  | 'amr'
  | 'asf'
  | 'flv'
  | 'ts'
  | 'mp4'
  | 'matroska'
  | 'id3';

/** Bytes at places, of the MIME Sniffing standard where it has them; the first container of which all fit. */
const signatures: readonly (readonly [Container, Readonly<Record<number, string>>])[] = [
  ...['RIFF', 'RF64', 'BW64'].map((riff) => ['wave', { 0: riff, 8: 'WAVE' }] as const),
  ['avi', { 0: 'RIFF', 8: 'AVI ' }],
  ['wave64', { 0: 'riff' }],
  ['ogg', { 0: 'OggS' }],
  ['flac', { 0: 'fLaC' }],
  ['au', { 0: '.snd' }],
  ['aiff', { 0: 'FORM', 8: 'AIFF' }],
  ['aiff', { 0: 'FORM', 8: 'AIFC' }],
  ['caf', { 0: 'caff' }],
  ['amr', { 0: '#!AMR' }],
  ['asf', { 0: '\x30\x26\xb2\x75' }],
  ['flv', { 0: 'FLV' }],
  ['ts', { 0: 'G', 188: 'G', 376: 'G' }],
  // QuickTime writes what it has first; only MP4 must begin with its type.
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].map((box) => ['mp4', { 4: box }] as const),
  ['matroska', { 0: '\x1a\x45\xdf\xa3' }],
  ['id3', { 0: 'ID3' }],
];

const has = (head: Uint8Array, at: number, text: string): boolean =>
  [...text].every((letter, i) => head[at + i] === letter.charCodeAt(0));

/** The container by its first bytes (400 or more for a transport stream); null for none that is known, frames without one included. */
export const containerOf = (head: Uint8Array): Container | null =>
  signatures.find(([, marks]) =>
    Object.entries(marks).every(([at, text]) => has(head, Number(at), text)),
  )?.[0] ?? null;

/** Content type by the first bytes of a recording (16 or more); null for what no browser plays by its own name. */
export function typeOfHead(head: Uint8Array, kind: 'audio' | 'video'): string | null {
  switch (containerOf(head)) {
    case 'wave':
      return 'audio/wav';
    case 'mp4':
      return `${kind}/mp4`;
    case 'matroska':
      return `${kind}/webm`;
    case 'ogg':
      return `${kind}/ogg`;
    case 'flac':
      return 'audio/flac';
    case 'id3':
      return 'audio/mpeg';
    case null:
      break;
    default:
      return null;
  }
  // Twelve bits of sync; the layer's bits are 0 in ADTS only.
  if (head[0] !== 0xff || ((head[1] ?? 0) & 0xe0) !== 0xe0) return null;
  return ((head[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg';
}
