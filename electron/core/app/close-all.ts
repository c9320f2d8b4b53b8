/** Closes something that was opened. */
export type Closer = () => unknown;

/** Closes what was opened, the last first, also when one of them fails; rejects with the first failure then. */
export async function closeAll(opened: Closer[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
