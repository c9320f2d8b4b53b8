import Download from 'lucide-solid/icons/download';
import HardDrive from 'lucide-solid/icons/hard-drive';
import Inbox from 'lucide-solid/icons/inbox';
import ListVideo from 'lucide-solid/icons/list-video';
import { createSignal, type JSX, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { toast } from '../../ui/kit.tsx';
import { ExportDialog } from '../call/export-dialog.tsx';
import { keepOffline } from '../player/keep.tsx';
import { startPlaylist } from '../player/playlist.ts';
import { MarkMenu } from './mark-menu.tsx';

/** What can be done with all results of a query: play their hits one after the other, mark them, keep them offline, export them. */
export function ResultActions(props: { q: string; total: number }): JSX.Element {
  const [exporting, setExporting] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  async function keepAll(): Promise<void> {
    setBusy(true);
    try {
      const { ids } = await bridge.request('library/ids', { q: props.q, ...where() });
      await keepOffline(ids);
      toast(`${ids.length} recordings queued; progress is under Sync & settings`);
    } catch (error) {
      toast(asError(error).message);
    }
    setBusy(false);
  }
  return (
    <div class="row">
      <Button
        icon={ListVideo}
        size={15}
        text="Play hits"
        disabled={props.total === 0 || props.q.trim() === ''}
        title="Play some seconds around each hit, call after call"
        onClick={() => void startPlaylist(props.q)}
      />
      <Show when={props.total > 0}>
        <a
          class="btn small quiet"
          href={`#/inbox?q=${encodeURIComponent(props.q)}`}
          title="Go through the calls of this search that you have not reviewed"
        >
          <Inbox size={15} />
          Review
        </a>
      </Show>
      <MarkMenu q={props.q} total={props.total} />
      <Button
        icon={HardDrive}
        size={15}
        text="Keep offline"
        disabled={props.total === 0 || busy()}
        title="Keep the recordings of all results on this laptop, within the disk budget"
        onClick={() => void keepAll()}
      />
      <Button
        icon={Download}
        size={15}
        text="Export"
        disabled={props.total === 0}
        onClick={() => setExporting(true)}
      />
      <Show when={exporting()}>
        <ExportDialog
          what={{ q: props.q }}
          title="Export these results"
          onClose={() => setExporting(false)}
        />
      </Show>
    </div>
  );
}
