import { isOwnPage } from './navigation.ts';

/** Longest message taken from the view, in characters. */
const longest = 8 * 1024 * 1024;

/** What of an IPC message decides whether it is heard. */
interface Sender {
  readonly isMainFrame: boolean;
  readonly url: string;
}

/** Whether a message comes from our own page in the main frame and is text of a sane length. */
export function isHeard(sender: Sender | null, text: unknown): text is string {
  if (!sender?.isMainFrame || !isOwnPage(sender.url)) return false;
  return typeof text === 'string' && text.length <= longest;
}
