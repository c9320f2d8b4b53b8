/** A person's name without the address, number or id in angle brackets that tells people of one name apart. */
export const plainName = (label: string): string => label.replace(/\s*<[^<>]*>$/, '');

/** Whether somebody shown so is meant by a name as it was typed: with what tells them apart, or without. */
export function isCalled(label: string, typed: string): boolean {
  const name = typed.trim().toLowerCase();
  return label.toLowerCase() === name || plainName(label).toLowerCase() === name;
}
