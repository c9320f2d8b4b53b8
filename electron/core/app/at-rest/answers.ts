import type { DiskAtRest } from '../../../contract/app.ts';

/** The disk under a folder, and whether it is a disk of another computer. */
export interface Lies {
  readonly disk: DiskAtRest;
  readonly network: boolean;
}

/** Encrypted, by what. */
export const encrypted = (by: string): Lies => ({
  network: false,
  disk: {
    state: 'encrypted',
    message: `The disk with your calls is encrypted (${by}).`,
    nextStep:
      'Nothing is to do: whoever takes this computer while it is off cannot read them. Lock the screen when you leave it on.',
  },
});

/** Not encrypted, as the system says. */
export const open = (nextStep: string, message = 'The disk with your calls is not encrypted.'): Lies => ({
  network: false,
  disk: {
    state: 'open',
    message: `${message} Whoever takes this computer or its disk can read them.`,
    nextStep,
  },
});

/** The system does not tell, and why. */
export const unknown = (why: string, nextStep: string): Lies => ({
  network: false,
  disk: {
    state: 'unknown',
    message: `Whether the disk with your calls is encrypted is not known: ${why}.`,
    nextStep,
  },
});

/** On a disk of another computer, which this one knows nothing of. */
export const onNetwork = (): Lies => ({
  ...unknown(
    'it is a disk of another computer',
    'Ask whoever runs that computer, or move the data folder to a disk of this one.',
  ),
  network: true,
});
