import type { AppInfo, Profile } from './app.ts';

/** The account whose calls are shown; null before there is one. */
export const activeProfile = ({ profiles, activeProfileId }: AppInfo): Profile | null =>
  profiles.find(({ id }) => id === activeProfileId) ?? null;
