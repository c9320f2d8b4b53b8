/** Bits of the column of flags. */
export const flag = {
  private: 1,
  gone: 2,
  starred: 4,
  reviewed: 8,
  changed: 16,
  offline: 32,
  transcript: 64,
  comments: 128,
  notes: 256,
  brief: 512,
  media: 1024,
  highlights: 2048,
} as const;
