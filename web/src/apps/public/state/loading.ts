import { batch, signal } from '@preact/signals';
import { getPlaces, getSite, getVenues } from '../../../data/api.ts';
import { tilesOf, type News } from '../../../data/events.ts';
import { placeLayers, type Place, type PlaceLayer } from '../../../domain/types.ts';
import { venues } from './listed.ts';
import { listenForSaved } from '../../../offline/page.ts';
import { online, places, placesLoad, saved, site, siteLoad, stale } from './page.ts';

/** What is read from the server, at first and when it has changed there. */

export async function loadSite(): Promise<void> {
  siteLoad.value = 'loading';
  try {
    site.value = await getSite();
    siteLoad.value = 'ready';
  } catch {
    siteLoad.value = 'failed';
  }
}

async function read(layer: PlaceLayer): Promise<readonly Place[]> {
  // Most servers have none: they are not asked.
  if (layer === 'events' && !site.peek()?.entered?.events) return [];
  if (layer !== 'venues') return getPlaces(layer);
  const loaded = await getVenues();
  venues.value = loaded;
  return loaded.places;
}

export async function loadPlaces(layer: PlaceLayer): Promise<void> {
  placesLoad.value = { ...placesLoad.value, [layer]: 'loading' };
  try {
    const loaded = await read(layer);
    batch(() => {
      places.value = { ...places.value, [layer]: loaded };
      placesLoad.value = { ...placesLoad.value, [layer]: 'ready' };
    });
  } catch {
    placesLoad.value = { ...placesLoad.value, [layer]: 'failed' };
  }
}

export function loadAll(): void {
  const siteRead = siteLoad.value === 'ready' ? Promise.resolve() : loadSite();
  const missing = placeLayers.filter((layer) => placesLoad.value[layer] !== 'ready');
  if (missing.includes('events')) {
    placesLoad.value = { ...placesLoad.value, events: 'loading' };
    void siteRead.then(() => loadPlaces('events'));
  }
  // The many come after the few.
  const first = missing.filter((layer) => layer !== 'venues' && layer !== 'events').map(loadPlaces);
  if (missing.includes('venues')) void Promise.all(first).then(() => loadPlaces('venues'));
}

/** Without a state of loading: what is shown stays until the new is there. */
async function reloadPlaces(layer: PlaceLayer): Promise<void> {
  try {
    const loaded = layer === 'events' ? await getPlaces(layer) : await read(layer);
    places.value = { ...places.value, [layer]: loaded };
  } catch {
    // the next news, or the next visit, tries again
  }
}

export function take(news: News): void {
  const changed = new Set(news.changes.map((change) => change.source));
  for (const layer of placeLayers) if ((news.reset && layer !== 'events') || changed.has(layer)) void reloadPlaces(layer);
  if (news.reset)
    void getSite().then((next) => {
      site.value = next;
      if (next.entered?.events || places.peek().events?.length) void reloadPlaces('events');
    }, () => {});
  const ids = news.reset ? null : tilesOf(news.changes);
  const before = stale.peek();
  stale.value = ids === null || before === 'all' ? 'all' : [...(before ?? []), ...ids];
}

/** The server is away while the page is open: it is asked until it is back, and then all that may be missing is read. */
export const serverAway = signal(false);
let asking = 0;
export function serverTrouble(): void {
  if (serverAway.peek() || !online.peek()) return;
  serverAway.value = true;
  const ask = async () => {
    const back = await fetch('/healthz', { cache: 'no-store' }).then((response) => response.ok, () => false);
    if (!back) return;
    clearInterval(asking);
    serverAway.value = false;
    loadAll();
    stale.value = 'all';
  };
  asking = setInterval(() => void ask(), 5000) as unknown as number;
}

/** What the service worker answered from what it kept is shown as such; before anything is read, lest its word be missed. */
export function hearSaved(): void {
  listenForSaved((at) => {
    const shown = saved.peek();
    if (shown === null || (at && shown.at && at < shown.at)) saved.value = { at };
  });
}
