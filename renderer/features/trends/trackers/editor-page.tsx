import { A, useNavigate, useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, createSignal, type JSX, on, Show } from 'solid-js';
import { isolate } from '../../../../electron/contract/direction.ts';
import type { MyTracker, TrackerDefinition } from '../../../../electron/contract/trackers.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit, sayEdit } from '../../../data/edits.ts';
import { createQuery } from '../../../data/query.ts';
import { createTask } from '../../../data/task.ts';
import { Button, Form, Problem, TextField } from '../../../ui/form.tsx';
import { count } from '../../../ui/format.ts';
import { EmptyState, ErrorState, Progress, Skeleton } from '../../../ui/kit.tsx';
import { Evidence } from '../report/evidence.tsx';
import { playMoments } from '../report/play-moments.ts';
import { Verdict } from '../report/verdict.tsx';
import { reportHref } from '../state.ts';
import { Compare } from './compare.tsx';
import { empty, phraseCount, precisionWords } from './definition.ts';
import { DefinitionForm } from './definition-form.tsx';
import { Preview } from './preview.tsx';
import { createProgress } from './progress.ts';
import { Versions } from './versions.tsx';

/** Makes a tracker or changes one, with its hits in all history beside it while it is being typed. */
export function EditorPage(props: { id: number | null }): JSX.Element {
  const navigate = useNavigate();
  const [params] = useSearchParams<{ from?: string }>();
  const trackers = createQuery('trackers/list', () => ({}), { live: true });
  const draft = createQuery('trackers/fromQuery', () =>
    props.id === null && params.from ? { q: params.from } : null,
  );
  const tracker = createMemo(() => trackers.data()?.find((item) => item.id === props.id) ?? null);
  const running = createProgress();
  const going = () => running().find((item) => item.id === props.id);
  const [name, setName] = createSignal('');
  const [definition, setDefinition] = createSignal<TrackerDefinition>(empty);
  const saving = createTask();

  const take = (from: { name: string; definition: TrackerDefinition }) => {
    setName(from.name);
    setDefinition(from.definition);
    saving.forget();
  };
  // Only another version is taken over: what is being typed stays when the list is asked for again.
  const version = createMemo(() => tracker()?.version);
  createEffect(
    on(version, () => {
      const now = tracker();
      if (now) take(now);
    }),
  );
  createEffect(on(draft.data, (found) => found && take(found)));
  const changed = () => {
    const now = tracker();
    return !now || now.name !== name() || JSON.stringify(now.definition) !== JSON.stringify(definition());
  };
  const save = () =>
    saving.run(async () => {
      const languages = definition().languages.filter((group) => group.phrases.length > 0);
      const answer = await bridge.request('trackers/save', {
        name: name().trim(),
        definition: { ...definition(), languages },
        ...(props.id === null ? {} : { id: props.id }),
      });
      sayEdit(answer.edit);
      trackers.refetch();
      if (props.id === null) navigate(`/trends/trackers/${answer.tracker.id}`, { replace: true });
    });

  async function remove(id: number): Promise<void> {
    if (await makeEdit(bridge.request('trackers/remove', { id }))) navigate('/trends/trackers');
  }

  const series = (now: MyTracker) => ({ kind: 'tracker', key: now.key }) as const;

  return (
    <div class="stack loose">
      <p class="crumb medium">
        <A href="/trends/trackers">My trackers</A>
      </p>
      <ErrorState error={trackers.error()} onRetry={trackers.refetch} />
      <Show
        when={props.id === null || tracker()}
        fallback={
          <Show when={trackers.data()} fallback={<Skeleton lines={8} />}>
            <EmptyState title="This tracker is not there (any more)">
              <A href="/trends/trackers">All my trackers</A>
            </EmptyState>
          </Show>
        }
      >
        <div class="editorcols">
          <Form
            class="panel card stack"
            aria-label="Definition"
            onSubmit={() => {
              if (name().trim() && phraseCount(definition()) > 0 && changed() && !saving.busy()) void save();
            }}
          >
            <TextField
              label="Name"
              maxLength={100}
              value={name()}
              placeholder="e.g. Asks about price early"
              onText={(text) => (setName(text), saving.forget())}
            />
            <Show when={(draft.data()?.leftOut.length ?? 0) > 0}>
              <p class="hint">
                A tracker cannot say: {draft.data()?.leftOut.map(isolate).join('; ')}. The rest is below.
              </p>
            </Show>
            <DefinitionForm definition={definition()} onDefinition={setDefinition} />
            <Problem text={saving.problem()} />
            <div class="row wrap">
              <Button
                type="submit"
                class="primary"
                text={props.id === null ? 'Make tracker' : 'Save'}
                disabled={!name().trim() || phraseCount(definition()) === 0 || !changed() || saving.busy()}
              />
              <Show when={tracker()}>
                {(now) => (
                  <>
                    <Show when={changed()}>
                      <Button class="quiet" text="Discard changes" onClick={() => take(now())} />
                    </Show>
                    <span class="grow" />
                    <A class="btn" href={reportHref({ series: [series(now())] })}>
                      Report
                    </A>
                    <Button class="quiet danger" text="Remove" onClick={() => void remove(now().id)} />
                  </>
                )}
              </Show>
            </div>
            <Show when={going()}>
              {(now) => (
                <div class="stack">
                  <Progress
                    label="Computing over all history"
                    done={now().done}
                    total={now().total || null}
                  />
                  <p class="hint">
                    {now().total > 0
                      ? `Computing over all history: ${count(now().done)} of ${count(now().total)} calls that may have a hit.`
                      : 'Computing over all history.'}{' '}
                    Until then figures are those of the version before.
                  </p>
                </div>
              )}
            </Show>
          </Form>
          <Preview definition={definition()} />
          <Show when={tracker()}>
            {(now) => (
              <>
                <div class="wide">
                  <Compare tracker={now()} />
                </div>
                <p class="wide">
                  <strong>{precisionWords(now().precision)}</strong>{' '}
                  <span class="muted">
                    Mark hits below as right or wrong to learn how far you can trust it.
                  </span>
                </p>
                <Show
                  when={now().ready || now().mentions > 0}
                  fallback={
                    <p class="wide hint" role="status">
                      Its hits in all history are being looked for; they appear here in a moment.
                    </p>
                  }
                >
                  <Evidence
                    q=""
                    series={series(now())}
                    filter={{}}
                    filterName={null}
                    onClear={() => undefined}
                    onPlay={() => void playMoments(now().name, '', series(now()), {})}
                    extra={(item, refetch) => (
                      <Verdict
                        series={series(now())}
                        item={item}
                        onChange={() => (refetch(), trackers.refetch())}
                      />
                    )}
                  />
                </Show>
                <Versions
                  tracker={now()}
                  onBack={({ version }) =>
                    void makeEdit(bridge.request('trackers/restore', { id: now().id, version }))
                  }
                />
              </>
            )}
          </Show>
        </div>
      </Show>
    </div>
  );
}
