/**
 * Makes a function work its answer out once per `state`: an object that stays the same as long as the answer does (the columns, a
 * mask, the words of the index) and takes the answer along when it goes. Other arguments must not change the answer.
 */
export function memo<S extends WeakKey, A extends unknown[], V>(
  make: (state: S, ...rest: A) => V,
): (state: S, ...rest: A) => V {
  const known = new WeakMap<S, V>();
  return (state, ...rest) => {
    let found = known.get(state);
    if (found === undefined) {
      found = make(state, ...rest);
      known.set(state, found);
    }
    return found;
  };
}

/**
 * The same with several answers per state, told apart by the first of the other arguments, or by what `keyOf` makes of them. Of more
 * than `limit` the oldest goes.
 */
export function memoBy<S extends WeakKey, A extends unknown[], V>(
  make: (state: S, ...rest: A) => V,
  keyOf: (...rest: A) => unknown = (...rest) => rest[0],
  limit = Number.POSITIVE_INFINITY,
): (state: S, ...rest: A) => V {
  const answersOf = memo((_: S) => new Map<unknown, V>());
  return (state, ...rest) => {
    const answers = answersOf(state);
    const key = keyOf(...rest);
    let found = answers.get(key);
    if (found === undefined) {
      found = make(state, ...rest);
      if (answers.size >= limit) answers.delete(answers.keys().next().value);
      answers.set(key, found);
    }
    return found;
  };
}
