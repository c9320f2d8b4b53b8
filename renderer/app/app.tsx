import { HashRouter, Navigate, Route, useLocation } from '@solidjs/router';
import { createEffect, ErrorBoundary, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { account, connected, failed, info } from '../data/app.ts';
import { asError } from '../data/query.ts';
import { watchLinks } from '../features/call/ahead.ts';
import { ChooseCalls, FirstRun } from '../features/first-run/first-run.tsx';
import { LibraryPage } from '../features/library/library-page.tsx';
import { PlayerDock } from '../features/player/player-dock.tsx';
import { Button } from '../ui/form.tsx';
import { leaveKeysToInputMethods } from '../ui/keys.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/kit.tsx';
import { onChange } from '../ui/on-change.ts';
import { Toasts } from '../ui/toast-list.tsx';
import { Cover, leaveToCover } from './cover.tsx';
import { Keys } from './keys.tsx';
import { Palette } from './palette.tsx';
import { Sidebar } from './sidebar.tsx';

const callPage = () =>
  import('../features/call/call-page.tsx').then((module) => ({ default: module.CallPage }));
const CallPage = lazy(callPage);
watchLinks(callPage);
const InboxPage = lazy(() =>
  import('../features/inbox/inbox-page.tsx').then((module) => ({ default: module.InboxPage })),
);
const TrendsPage = lazy(() =>
  import('../features/trends/trends-page.tsx').then((module) => ({ default: module.TrendsPage })),
);
const SettingsPage = lazy(() =>
  import('../features/settings/settings-page.tsx').then((module) => ({ default: module.SettingsPage })),
);

/** What the core's state allows to show. */
function Content(props: { children?: JSX.Element }): JSX.Element {
  const location = useLocation();
  const state = () => info()?.state;
  const problem = () => {
    const now = state();
    return now?.status === 'failed' ? now.error : null;
  };
  return (
    <Switch fallback={<Skeleton />}>
      <Match when={failed() && !info()}>
        <ErrorState error={asError(failed())} onRetry={() => window.location.reload()} />
      </Match>
      <Match when={state()?.status === 'noProfile'}>
        <FirstRun />
      </Match>
      <Match when={problem()}>
        {(error) => <ErrorState error={error()} onRetry={() => window.location.reload()} />}
      </Match>
      <Match when={state()?.status === 'opening'}>
        <EmptyState title="Opening your calls…">
          <p class="muted">
            The store is checked and, after an update, brought to the newest form. Nothing is lost if you
            close the app now.
          </p>
        </EmptyState>
      </Match>
      {/* The way to the accounts stays open: the key may be of another one. */}
      <Match when={account()?.scopeChosen === false && location.pathname !== '/settings'}>
        <ChooseCalls />
      </Match>
      <Match when={state()?.status === 'ready'}>{props.children}</Match>
    </Switch>
  );
}

/** A fault in one place must not take the frame with it: what it was is said, and every other place stays open. */
function RouteErrorBoundary(props: { children: JSX.Element }): JSX.Element {
  const location = useLocation();
  return (
    <ErrorBoundary
      fallback={(fault: unknown, reset) => {
        console.error(fault);
        // Going elsewhere is the way out; the address that failed may be tried again too.
        onChange(() => location.pathname + location.search, reset);
        return (
          <div class="state error" role="alert">
            <h2>This page could not be shown</h2>
            <p>
              {fault instanceof URIError
                ? 'Its address is not one of Earshot’s.'
                : `Something in Earshot failed: ${asError(fault).message}`}{' '}
              Your calls are safe. Choose another place on the left, or try again.
            </p>
            <div class="row">
              <Button class="" text="Try again" onClick={reset} />
              <a class="btn" href="#/library">
                Library
              </a>
            </div>
          </div>
        );
      }}
    >
      {props.children}
    </ErrorBoundary>
  );
}

function Frame(props: { children?: JSX.Element }): JSX.Element {
  createEffect(() => {
    const theme = info()?.prefs.theme ?? 'system';
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  });
  return (
    <div class="frame">
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}
      >
        Skip to content
      </a>
      <Sidebar />
      <div class="body">
        <Show when={!connected()}>
          <div class="banner" role="alert">
            The connection to Earshot’s core is lost. What you see stays; it reconnects by itself. If it does
            not, start Earshot again.
          </div>
        </Show>
        <main id="main" tabindex="-1">
          <RouteErrorBoundary>
            <Content>{props.children}</Content>
          </RouteErrorBoundary>
        </main>
        <Toasts />
        <PlayerDock />
      </div>
      <Keys />
      <Palette />
      <Cover />
    </div>
  );
}

/** The whole view: four places under hash routes, so that queries and moments can be linked to in both shells. */
export function App(): JSX.Element {
  // Before any other listener of the window.
  leaveKeysToInputMethods();
  leaveToCover();
  return (
    <HashRouter root={Frame}>
      <Route path="/" component={() => <Navigate href="/library" />} />
      <Route path="/library" component={LibraryPage} />
      <Route path="/call/:id" component={CallPage} />
      <Route path="/inbox" component={InboxPage} />
      <Route path="/trends/*rest" component={TrendsPage} />
      <Route path="/settings" component={SettingsPage} />
      <Route
        path="*"
        component={() => <EmptyState title="There is no such place">Choose one on the left.</EmptyState>}
      />
    </HashRouter>
  );
}
