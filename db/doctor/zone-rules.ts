/**
 * The newest release of the IANA time zone database known when this was written: the first line of its `tzdata.zi`
 * (https://data.iana.org/time-zones/releases/). Raise it with the dependencies.
 */
export const newestZoneRules = '2026d';

/** Which release of the time zone rules this process has ('2026c'); null where it does not say. */
export const zoneRules = (): string | null => process.versions['tz'] ?? null;

/** Why local times may be wrong under rules of that release; null where they are as new as any that are known. */
export function oldRulesNote(version: string | null): string | null {
  // Years have four digits and releases are lettered.
  if (version !== null && version >= newestZoneRules) return null;
  const which = version === null ? 'of an unknown release' : version;
  return `The time zone rules of this machine's ${
    process.versions['electron'] ? 'Electron' : 'Node.js'
  } are ${which}; ${newestZoneRules} is out. Where the law of a zone changed since, local times may be an hour off: update it.`;
}
