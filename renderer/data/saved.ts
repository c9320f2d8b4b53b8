import { createSignal } from 'solid-js';

const [savedVersion, setVersion] = createSignal(0);

/** Grows when saved searches were changed here, so that lists ask again. */
export { savedVersion };
export const touchSaved = () => void setVersion((n) => n + 1);
