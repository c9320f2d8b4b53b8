/** Under which the page that answers the one-time link left the key, in this tab only. */
const storageName = 'earshot-key';
/** Tabs of one origin, port included, hear each other here: no other server of this computer does. */
const channelName = 'earshot-key';
/** Longest wait for another tab to pass its key on, ms. */
const answerMs = 1000;

/**
 * The browser shell's session key. The tab that was opened with the link has it, also after a reload; a tab that the user opened beside
 * it asks the others. Null when nobody has it.
 */
export async function findSessionKey(): Promise<string | null> {
  const channel = new BroadcastChannel(channelName);
  const key = sessionStorage.getItem(storageName) ?? (await ask(channel));
  if (key === null) {
    channel.close();
    return null;
  }
  sessionStorage.setItem(storageName, key);
  channel.onmessage = ({ data }) => {
    if (data === 'who?') channel.postMessage({ key });
  };
  return key;
}

function ask(channel: BroadcastChannel): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), answerMs);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'object' || data === null || !('key' in data)) return;
      clearTimeout(timer);
      resolve(String(data.key));
    };
    channel.postMessage('who?');
  });
}
