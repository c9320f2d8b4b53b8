/**
 * What of the environment a thread of ours gets: where Node keeps what it compiled, so that each start does not do it anew. Nothing
 * else, for secrets come in the environment, too.
 */
export function threadEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {};
}
