import { effect, untracked } from '@preact/signals';
import { follow } from '../../../data/events.ts';
import { placeLayers } from '../../../domain/types.ts';
import { startWorker } from '../../../offline/page.ts';
import { take } from './loading.ts';
import { mapLoad, online, placesLoad, saved, site } from './page.ts';

/** What goes on while the page is open: news of the server, and what is kept for when it is away. Read after the first view. */

/** While the page is looked at: what changes on the server changes here. */
export function keepFresh(): void {
  let stop: AbortController | null = null;
  let revision: number | null = null;
  effect(() => {
    if (site.value) revision ??= site.value.revision;
    const wanted = revision !== null && online.value;
    untracked(() => {
      if (wanted && stop === null && document.visibilityState === 'visible') start();
      if (!wanted) halt();
    });
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') halt();
    else if (revision !== null && online.peek() && stop === null) start();
  });
  function start(): void {
    const mine = new AbortController();
    stop = mine;
    void follow({
      since: revision!, signal: mine.signal,
      onNews: (news) => {
        revision = news.revision;
        take(news);
      },
    });
  }
  function halt(): void {
    stop?.abort();
    stop = null;
  }
}

/** The service worker: told to start when the first view is drawn; what it kept is shown as such until the server is back. */
export function keepOffline(): void {
  let asked = false;
  effect(() => {
    const drawn = mapLoad.value === 'drawn' && placeLayers.every((layer) => (placesLoad.value[layer] ?? 'loading') !== 'loading');
    if (asked || (mapLoad.value !== 'ready' && mapLoad.value !== 'failed' && !drawn)) return;
    asked = true;
    setTimeout(() => void startWorker(), drawn ? 3000 : 1000);
  });
  const look = async () => {
    if (saved.peek() === null) return;
    const back = await fetch('/healthz', { cache: 'no-store' }).then((response) => response.ok, () => false);
    if (!back) return;
    saved.value = null; // whatever is still away is told anew
    take({ revision: 0, reset: true, changes: [] });
  };
  setInterval(() => void look(), 10_000);
  addEventListener('online', () => void look());
}
