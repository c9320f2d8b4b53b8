/** What the keychain's process is asked; secrets go through its channel only, never through arguments, environment or a file. */
export type KeychainQuestion =
  | { readonly ask: 'get' | 'remove'; readonly profileId: string }
  | { readonly ask: 'set'; readonly profileId: string; readonly text: string };

/** A numbered question. */
export type KeychainRequest = KeychainQuestion & { readonly id: number };

/** Its answer: for 'get' what is stored or null; `fault` says what the keychain said instead. */
export type KeychainAnswer =
  | { readonly id: number; readonly value: string | null }
  | { readonly id: number; readonly fault: string };
