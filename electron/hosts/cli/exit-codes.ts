/** Exit codes a script can rely on; listed in `earshot help` and docs/errors.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  credentials: 3,
  network: 4,
  store: 5,
  interrupted: 130,
} as const;

const byCode: readonly (readonly [RegExp, number])[] = [
  [/^cli\/usage$|^core\/invalid-input$|^query\/|^sync\/(calls-not-chosen|unknown-person)$/, exitCodes.usage],
  [
    /^secrets\/|^app\/no-profile$|^profiles\/|^gong\/(unauthorized|missing-scope|forbidden)$|^sync\/lost-view$/,
    exitCodes.credentials,
  ],
  [/^gong\//, exitCodes.network],
  [/^store\/|^settings\/|^core\/(locked|read-only|data-folder)$/, exitCodes.store],
];

/** The exit code that tells a script what kind of error this is. */
export function exitCodeOf(errorCode: string): number {
  return byCode.find(([pattern]) => pattern.test(errorCode))?.[1] ?? exitCodes.failed;
}
