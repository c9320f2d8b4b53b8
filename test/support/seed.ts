/**
 * Seed of everything that tests draw at random: the same one each time, so that what fails fails again. TEST_SEED=123 sets another,
 * TEST_SEED=random draws one and says it in the names of the tests; the fuzz and soak jobs draw their own.
 */
export const seed =
  process.env['TEST_SEED'] === 'random'
    ? Date.now() % 1_000_000
    : Number(process.env['TEST_SEED'] ?? 20_261_130);
