import Download from 'lucide-solid/icons/download';
import HardDrive from 'lucide-solid/icons/hard-drive';
import { createMemo, createRoot, createSignal, type JSX, Show } from 'solid-js';
import type { OfflineItem, OfflineStatus } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { bytes } from '../../ui/format.ts';
import { toast } from '../../ui/kit.tsx';

const shared = createRoot(() => {
  const [status, setStatus] = createSignal<OfflineStatus | null>(null);
  const items = createMemo(() => new Map((status()?.items ?? []).map((item) => [item.callId, item])));
  let started = false;
  return {
    status,
    setStatus,
    item: (callId: string): OfflineItem | undefined => items().get(callId),
    follow() {
      if (started) return;
      started = true;
      bridge.on('media/offline', setStatus);
      void bridge.request('media/offline', {}).then(setStatus, () => undefined);
    },
  };
});
/** Recordings kept on this laptop and on their way to it; null until known. */
export const offlineStatus = (): OfflineStatus | null => {
  shared.follow();
  return shared.status();
};

/** Whether a call's recording is on this laptop as a whole. */
export const isKept = (callId: string): boolean => {
  shared.follow();
  return shared.item(callId)?.state === 'done';
};

/** Keeps recordings of calls on this laptop; says how many are queued. */
export async function keepOffline(ids: readonly string[]): Promise<void> {
  shared.follow();
  try {
    shared.setStatus(await bridge.request('media/keep', { ids: [...ids] }));
  } catch (error) {
    const { message, nextStep } = asError(error);
    toast(`${message} ${nextStep}`);
  }
}

/** Deletes kept recordings; they can be kept again. */
export async function dropOffline(ids: readonly string[]): Promise<void> {
  try {
    shared.setStatus(await bridge.request('media/drop', { ids: [...ids] }));
    toast(
      ids.length === 1 ? 'Removed from this laptop' : `${ids.length} recordings removed`,
      () => void keepOffline(ids),
    );
  } catch (error) {
    toast(asError(error).message);
  }
}

/** Keeps one call or many; for one it shows progress and takes it back. */
export function KeepButton(props: { ids: () => readonly string[]; compact?: boolean }): JSX.Element {
  shared.follow();
  const only = () => (props.ids().length === 1 ? shared.item(props.ids()[0] as string) : undefined);
  return (
    <Show
      when={only()}
      fallback={
        <Button
          icon={Download}
          size={15}
          disabled={props.ids().length === 0}
          title="Keep the recording on this laptop"
          onClick={() => void keepOffline(props.ids())}
        >
          <span classList={{ sr: props.compact }}>
            {props.ids().length > 1 ? `Keep ${props.ids().length} offline` : 'Keep offline'}
          </span>
        </Button>
      }
    >
      {(item) => (
        <Button
          icon={HardDrive}
          size={15}
          title={
            item().error ?? (item().state === 'done' ? 'Remove from this laptop' : 'Cancel the download')
          }
          onClick={() =>
            void (item().state === 'failed' ? keepOffline(props.ids()) : dropOffline(props.ids()))
          }
        >
          <span classList={{ sr: props.compact && item().state === 'done' }}>{label(item())}</span>
        </Button>
      )}
    </Show>
  );
}

function label(item: OfflineItem): string {
  if (item.state === 'done') return `Offline · ${bytes(item.bytes)}`;
  if (item.state === 'failed') return 'Not kept: try again';
  if (item.state === 'queued') return 'Waiting…';
  return item.totalBytes ? `${Math.floor((100 * item.bytes) / item.totalBytes)} %` : bytes(item.bytes);
}
