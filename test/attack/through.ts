/** What came of a kind of attack. */
export interface Outcome {
  readonly tried: number;
  /** What got through, in words. */
  readonly through: readonly string[];
}

/** What hostile text would do if it could: set this name in the page, harmlessly. */
export const mark = 'earshotWasHere';
/** Where hostile text would lead to: nobody is there, and no request may leave for it. */
export const trapHost = 'trap.invalid';
