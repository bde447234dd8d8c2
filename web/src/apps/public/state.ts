import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { getPlaces, getSite } from '../../data/api.ts';
import { follow, tilesOf, type News, type TileId } from '../../data/events.ts';
import { distance } from '../../domain/datum.ts';
import { doubles } from '../../domain/doubles.ts';
import { parseHours, statusAt, type Status } from '../../domain/hours.ts';
import { entryOf, search } from '../../domain/search.ts';
import { brandOf, layerIds, placeKey, placeLayers, text, type BrandFilter, type LayerId, type LonLat, type Place, type PlaceLayer, type Site } from '../../domain/types.ts';
import { listenForSaved, startWorker } from '../../offline/page.ts';
import { formatUrl, parseUrl, type Lang, type UrlState, type View } from '../../domain/urlstate.ts';
import type { Theme } from '../../map/style/tokens.ts';
import { dictionary, type Words } from './words.ts';

/** All the state of the public page. The map and the components read it; only what is here writes it. */

export type Load = 'loading' | 'ready' | 'failed';
export type SheetHeight = 'peek' | 'half' | 'full';
export type Panel = 'list' | 'layers' | 'about';

const defaultLayers: readonly LayerId[] = ['districts', 'night_streets', 'checkin_spots', 'heritage_blocks', 'carriers'];

const initial = parseUrl(location.hash);
const stored = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be refused
  }
};
const store = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // the choice then lasts as long as the page
  }
};

const storedLang = stored('jintu.lang');
export const lang = signal<Lang>(initial.lang ?? (storedLang === 'en' ? 'en' : 'zh'));
export const theme = signal<Theme>(initial.theme ?? (stored('jintu.theme') === 'day' ? 'day' : 'night'));
export const words = computed<Words>(() => dictionary[lang.value]);

export const site = signal<Site | null>(null);
export const siteLoad = signal<Load>('loading');
export const places = signal<Partial<Record<PlaceLayer, readonly Place[]>>>({});
export const placesLoad = signal<Partial<Record<PlaceLayer, Load>>>({});
export const online = signal(navigator.onLine);
export const mapLoad = signal<Load>('loading');
export const now = signal(new Date());

export const view = signal<View | null>(initial.view);
export const visible = signal<readonly LayerId[]>(initial.layers ?? defaultLayers);
export const brand = signal<BrandFilter>(initial.brand);
export const selectedKey = signal<string | null>(initial.selected && placeKey(initial.selected));
export const tab = signal<PlaceLayer>(initial.selected?.layer ?? 'night_streets');
export const panel = signal<Panel>('list');
export const query = signal('');
export const sheet = signal<SheetHeight>(initial.selected ? 'half' : 'peek');
export const me = signal<LonLat | null>(null);
export const locating = signal<'no' | 'busy' | 'failed'>('no');

/** Where the camera is asked to go; the map follows and clears it. */
export type Wish = { kind: 'place'; key: string } | { kind: 'city' } | { kind: 'view'; view: View } | { kind: 'me' } | { kind: 'zoom'; by: number };
export const wish = signal<Wish | null>(initial.selected && !initial.view ? { kind: 'place', key: placeKey(initial.selected) } : null);

const byKey = computed(() => {
  const result = new Map<string, Place>();
  for (const layer of placeLayers) for (const place of places.value[layer] ?? []) result.set(placeKey(place), place);
  return result;
});

/** Names that the map would write twice. With one brand shown most streets are not there to be named. */
const doubled = computed(() => doubles(places.value, visible.value.filter((layer) => brand.value === null || layer !== 'night_streets')).join());
export const unnamed = computed<readonly string[]>(() => (doubled.value === '' ? [] : doubled.value.split(',')));

export const placeByKey = (key: string): Place | null => byKey.value.get(key) ?? null;
export const selected = computed<Place | null>(() => (selectedKey.value === null ? null : placeByKey(selectedKey.value)));

/** Hours do not change while the page is open: parsed once a place. */
const parsed = new WeakMap<Place, ReturnType<typeof parseHours>>();
export function hoursOf(place: Place): ReturnType<typeof parseHours> {
  if (!parsed.has(place)) parsed.set(place, parseHours(text(place.properties, 'hours_osm') ?? ''));
  return parsed.get(place) ?? null;
}

export const statusOf = (place: Place): Status => statusAt(hoursOf(place), now.value);

export const hours = computed(() => new Map((places.value.night_streets ?? []).map((place) => [place.id, statusOf(place).state])));

const entries = computed(() => placeLayers.flatMap((layer) => (places.value[layer] ?? []).map(entryOf)));
export const hits = computed(() => search(entries.value, query.value).map((hit) => hit.place));
export const searching = computed(() => query.value.trim() !== '');

export const brandCounts = computed(() => {
  const counts = new Map<BrandFilter, number>();
  for (const place of places.value.night_streets ?? []) {
    const key = brandOf(place.properties) ?? 'none';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
});

export const listed = computed<readonly Place[]>(() => {
  if (searching.value) return hits.value;
  let list = [...(places.value[tab.value] ?? [])];
  if (tab.value === 'night_streets' && brand.value !== null) list = list.filter((place) => (brandOf(place.properties) ?? 'none') === brand.value);
  const from = me.value;
  const rank = { open: 0, closing: 1, unknown: 2, closed: 3 };
  const order = new Map(list.map((place, index) => [place, index]));
  return list.sort((a, b) => {
    if (from) return (a.position ? distance(from, a.position) : Infinity) - (b.position ? distance(from, b.position) : Infinity);
    if (tab.value !== 'night_streets') return order.get(a)! - order.get(b)!;
    const branded = Number(brandOf(b.properties) !== null) - Number(brandOf(a.properties) !== null);
    return branded || rank[statusOf(a).state] - rank[statusOf(b).state] || order.get(a)! - order.get(b)!;
  });
});

// Loading

export async function loadSite(): Promise<void> {
  siteLoad.value = 'loading';
  try {
    site.value = await getSite();
    siteLoad.value = 'ready';
  } catch {
    siteLoad.value = 'failed';
  }
}

export async function loadPlaces(layer: PlaceLayer): Promise<void> {
  placesLoad.value = { ...placesLoad.value, [layer]: 'loading' };
  try {
    const loaded = await getPlaces(layer);
    batch(() => {
      places.value = { ...places.value, [layer]: loaded };
      placesLoad.value = { ...placesLoad.value, [layer]: 'ready' };
    });
  } catch {
    placesLoad.value = { ...placesLoad.value, [layer]: 'failed' };
  }
}

export function loadAll(): void {
  if (siteLoad.value !== 'ready') void loadSite();
  for (const layer of placeLayers) if (placesLoad.value[layer] !== 'ready') void loadPlaces(layer);
}

/** Tiles of the live layers that changed on the server: the map reads them again and clears it. */
export const stale = signal<readonly TileId[] | 'all' | null>(null);

/** Without a state of loading: what is shown stays until the new is there. */
async function reloadPlaces(layer: PlaceLayer): Promise<void> {
  try {
    const loaded = await getPlaces(layer);
    places.value = { ...places.value, [layer]: loaded };
  } catch {
    // the next news, or the next visit, tries again
  }
}

function take(news: News): void {
  const changed = new Set(news.changes.map((change) => change.source));
  for (const layer of placeLayers) if (news.reset || changed.has(layer)) void reloadPlaces(layer);
  if (news.reset) void getSite().then((next) => (site.value = next), () => {});
  const ids = news.reset ? null : tilesOf(news.changes);
  const before = stale.peek();
  stale.value = ids === null || before === 'all' ? 'all' : [...(before ?? []), ...ids];
}

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

/** When what is shown was read, where the server is away and it was kept from an earlier time. */
export const saved = signal<{ readonly at: Date | null } | null>(null);

/** The service worker: told to start when the first view is drawn; what it kept is shown as such until the server is back. */
export function keepOffline(): void {
  listenForSaved((at) => {
    const shown = saved.peek();
    if (shown === null || (at && shown.at && at < shown.at)) saved.value = { at };
  });
  let asked = false;
  effect(() => {
    if (asked || mapLoad.value === 'loading') return;
    asked = true;
    setTimeout(() => void startWorker(), 1000);
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

// What people do

export function open(key: string, move: boolean): void {
  batch(() => {
    selectedKey.value = key;
    panel.value = 'list';
    if (sheet.value !== 'half') sheet.value = 'half';
    const layer = key.split('/')[0] as PlaceLayer;
    show(layer, true);
    if (!searching.value) tab.value = layer;
    if (move) wish.value = { kind: 'place', key };
  });
}

export function closeCard(): void {
  selectedKey.value = null;
}

export function show(layer: LayerId, on: boolean): void {
  if (visible.value.includes(layer) === on) return;
  visible.value = layerIds.filter((id) => (id === layer ? on : visible.value.includes(id)));
}

export function chooseTab(layer: PlaceLayer): void {
  batch(() => {
    tab.value = layer;
    show(layer, true);
    if (sheet.value === 'peek') sheet.value = 'half';
  });
}

export function chooseBrand(value: BrandFilter): void {
  batch(() => {
    brand.value = value;
    tab.value = 'night_streets';
    panel.value = 'list';
    selectedKey.value = null;
    show('night_streets', true);
    if (sheet.value === 'peek' && value !== null) sheet.value = 'half';
  });
}

export function setQuery(value: string): void {
  batch(() => {
    query.value = value;
    panel.value = 'list';
    if (value.trim() !== '') {
      selectedKey.value = null;
      sheet.value = 'full';
    }
  });
}

export function openPanel(next: Panel): void {
  batch(() => {
    panel.value = next;
    if (next !== 'list') {
      selectedKey.value = null;
      query.value = '';
      if (sheet.value === 'peek') sheet.value = 'half';
    }
  });
}

export function setLang(value: Lang): void {
  lang.value = value;
  store('jintu.lang', value);
}

export function setTheme(value: Theme): void {
  theme.value = value;
  store('jintu.theme', value);
}

export function locate(): void {
  if (me.value) {
    wish.value = { kind: 'me' };
    return;
  }
  if (!('geolocation' in navigator)) {
    locating.value = 'failed';
    return;
  }
  locating.value = 'busy';
  navigator.geolocation.getCurrentPosition(
    ({ coords }) =>
      batch(() => {
        me.value = [coords.longitude, coords.latitude];
        locating.value = 'no';
        wish.value = { kind: 'me' };
      }),
    () => (locating.value = 'failed'),
    { timeout: 10_000, maximumAge: 60_000 },
  );
}

// The address bar

const sameLayers = (a: readonly LayerId[], b: readonly LayerId[]) => a.length === b.length && a.every((id) => b.includes(id));

function urlState(): UrlState {
  const [layer, ...rest] = (selectedKey.value ?? '').split('/');
  return {
    view: view.value,
    layers: sameLayers(visible.value, defaultLayers) ? null : visible.value,
    selected: selectedKey.value === null ? null : { layer: layer as PlaceLayer, id: rest.join('/') },
    brand: brand.value,
    lang: lang.value === 'zh' ? null : lang.value,
    theme: theme.value === 'night' ? null : theme.value,
  };
}

/** Opening and closing a card are steps that Back undoes; moving the map is not. */
export function keepUrl(): () => void {
  let lastSelected = selectedKey.peek();
  let timer = 0;
  const write = () => {
    const hash = formatUrl(untracked(urlState));
    if (hash === location.hash) return;
    const address = location.pathname + hash;
    if (lastSelected !== selectedKey.peek()) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    lastSelected = selectedKey.peek();
  };
  const stop = effect(() => {
    urlState();
    clearTimeout(timer);
    if (lastSelected !== selectedKey.value) write();
    else timer = setTimeout(write, 200) as unknown as number;
  });
  const restore = () => {
    const state = parseUrl(location.hash);
    clearTimeout(timer);
    batch(() => {
      lastSelected = state.selected && placeKey(state.selected);
      selectedKey.value = lastSelected;
      brand.value = state.brand;
      visible.value = state.layers ?? defaultLayers;
      lang.value = state.lang ?? 'zh';
      theme.value = state.theme ?? 'night';
      if (state.selected) tab.value = state.selected.layer;
      if (state.view) {
        view.value = state.view;
        wish.value = { kind: 'view', view: state.view };
      }
    });
  };
  addEventListener('popstate', restore);
  return () => {
    stop();
    removeEventListener('popstate', restore);
  };
}
