import { checkCredentials, type EnvironmentCredentials } from '../../core/app/environment.ts';

/** What is used of the process: the channel to the one that started it. */
interface Channel {
  once(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
  disconnect?(): void;
  readonly connected: boolean;
}

/**
 * The account that the process that started the shell had in its environment. Resolves with nothing when it ended first. The channel
 * is closed then: it is of no further use.
 */
export function receiveAccount(channel: Channel): Promise<EnvironmentCredentials | undefined> {
  return new Promise((resolve) => {
    if (!channel.connected) return resolve(undefined);
    channel.once('disconnect', () => resolve(undefined));
    channel.once('message', (message) => {
      const account = typeof message === 'object' && message !== null && 'account' in message;
      resolve(account ? checkCredentials(message.account) : undefined);
      channel.disconnect?.();
    });
  });
}
