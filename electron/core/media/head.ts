const ascii = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.subarray(from, to));

/**
 * Content type by the first bytes of a recording (16 or more); null for what no browser plays by its own name. The signatures are
 * those of the MIME Sniffing standard, and of ADTS and Ogg.
 */
export function typeOfHead(head: Uint8Array, kind: 'audio' | 'video'): string | null {
  const start = ascii(head, 0, 4);
  if (start === 'RIFF' && ascii(head, 8, 12) === 'WAVE') return 'audio/wav';
  if (ascii(head, 4, 8) === 'ftyp') return `${kind}/mp4`;
  if (start === '\x1aE\xdf\xa3') return `${kind}/webm`;
  if (start === 'OggS') return `${kind}/ogg`;
  if (start === 'fLaC') return 'audio/flac';
  if (start.startsWith('ID3')) return 'audio/mpeg';
  // Twelve bits of sync; the layer's bits are 0 in ADTS only.
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)
    return ((head[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg';
  return null;
}
