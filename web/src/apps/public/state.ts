import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { getPlaces, getSite, getVenues } from '../../data/api.ts';
import { follow, tilesOf, type News, type TileId } from '../../data/events.ts';
import { distance } from '../../domain/datum.ts';
import { doubles } from '../../domain/doubles.ts';
import { parseHours, statusAtMinute, tianjinMinutes, type Hours, type Status } from '../../domain/hours.ts';
import { isWanted, NIGHT_LENGTH, nightOf, type Wanted } from '../../domain/night.ts';
import { entryOf, search, type Entry } from '../../domain/search.ts';
import { brandOf, layerIds, placeKey, placeLayers, text, type BrandFilter, type LayerId, type LonLat, type Place, type PlaceLayer, type Site } from '../../domain/types.ts';
import { prefsOf } from '../../kit/prefs.ts';
import { listenForSaved, startWorker } from '../../offline/page.ts';
import { noVenues, venueFeatures, type Venues } from '../../domain/venues.ts';
import { brandOfSlug, formatUrl, pageOf, parseUrl, type UrlState, type View } from '../../domain/urlstate.ts';
import type { TourShape } from '../../map/style/layers/tour.ts';
import { favourites, remember } from './kept.ts';
import { dictionary, type Words } from './words.ts';

/** All the state of the public page. The map and the components read it; only what is here writes it. */

export type Load = 'loading' | 'ready' | 'failed';
export type SheetHeight = 'peek' | 'half' | 'full';
export type Panel = 'list' | 'layers' | 'about' | 'tours';

const defaultLayers: readonly LayerId[] = ['districts', 'night_streets', 'venues', 'checkin_spots', 'heritage_blocks'];

const initial = parseUrl(location.hash);
/** What the address asked the server for: the page that it sent is taken over as it is. */
const asked = new URLSearchParams(location.search);
/** The page that the server sent; without one the app starts from nothing. */
const served = document.querySelector<HTMLElement>('.served');
const oneOf = <Value extends string>(name: string, ...values: readonly Value[]): Value | null => values.find((value) => value === asked.get(name)) ?? null;
/** As the page that was sent speaks, else as the browser does. */
const newcomer = served ? (document.documentElement.lang === 'en' ? 'en' : 'zh') : /^zh\b/i.test(navigator.language) ? 'zh' : 'en';
const { lang, theme, size, setLang, setTheme, setSize } = prefsOf({ lang: initial.lang ?? oneOf('lang', 'zh', 'en'), theme: initial.theme ?? oneOf('theme', 'night', 'day') }, newcomer);
export { lang, theme, size, setLang, setTheme, setSize };
export const words = computed<Words>(() => dictionary[lang.value]);

export const site = signal<Site | null>(null);
export const siteLoad = signal<Load>('loading');
export const places = signal<Partial<Record<PlaceLayer, readonly Place[]>>>({});
export const placesLoad = signal<Partial<Record<PlaceLayer, Load>>>({});
export const online = signal(navigator.onLine);
/** Drawn: the picture that the server sent, or nothing, until somebody wants to move the map. */
export const mapLoad = signal<'drawn' | Load>('drawn');
/** Somebody asked for the map that moves, or this device draws it with ease. */
export const mapWanted = signal(initial.view !== null || initial.selected !== null);
export const now = signal(new Date());

export const view = signal<View | null>(initial.view);
export const visible = signal<readonly LayerId[]>(initial.layers ?? defaultLayers);
export const brand = signal<BrandFilter>(initial.brand ?? brandOfSlug(asked.get('brand')));
export const selectedKey = signal<string | null>(initial.selected && placeKey(initial.selected));
export const tab = signal<PlaceLayer>(initial.selected?.layer ?? 'night_streets');
export const panel = signal<Panel>('list');
export const query = signal([asked.get('q'), served?.dataset['district']].filter(Boolean).join(' '));
export const sheet = signal<SheetHeight>(initial.selected || served ? 'half' : 'peek');
export const me = signal<LonLat | null>(null);
/** Why there is no position: refused, not to be had, not asked for on an insecure page, or not in Tianjin. */
export type LocateFault = 'refused' | 'unavailable' | 'insecure' | 'outside';
export const locating = signal<'no' | 'busy' | LocateFault>('no');

/** Where the camera is asked to go; the map follows and clears it. */
export type Wish = { kind: 'place'; key: string } | { kind: 'listed' } | { kind: 'city' } | { kind: 'view'; view: View } | { kind: 'me' } | { kind: 'tour' } | { kind: 'zoom'; by: number };
export const wish = signal<Wish | null>(initial.selected && !initial.view ? { kind: 'place', key: placeKey(initial.selected) } : null);

const byKey = computed(() => {
  const result = new Map<string, Place>();
  for (const layer of placeLayers) for (const place of places.value[layer] ?? []) result.set(placeKey(place), place);
  return result;
});

/** Names that the map would write twice. With one brand shown most streets are not there to be named. */
const doubled = computed(() => doubles(places.value, visible.value.filter((layer) => brand.value === null || layer !== 'night_streets')).join());
export const unnamed = computed<readonly string[]>(() => (doubled.value === '' ? [] : doubled.value.split(',')));

export const placesCount = computed(() => byKey.value.size);

/** Other places at the very same spot: one place, several roles. */
export function alsoAt(place: Place): readonly Place[] {
  const { position } = place;
  if (position === null) return [];
  return [...byKey.value.values()].filter((it) => it !== place && it.position !== null && Math.abs(it.position[0] - position[0]) < 3e-4 && distance(it.position, position) < 15);
}

export const placeByKey = (key: string): Place | null => byKey.value.get(key) ?? null;
export const selected = computed<Place | null>(() => (selectedKey.value === null ? null : placeByKey(selectedKey.value)));

// The time that is shown

/** Minutes into the night, as the slider has them; null: it follows the clock. */
export const slide = signal<number | null>(null);
/** On Tianjin's clocks. */
export const nowMinute = computed(() => tianjinMinutes(now.value));
if (served?.dataset['at']) {
  const at = Date.parse(`${served.dataset['at']}+08:00`) / 60_000 + 8 * 60;
  slide.value = Math.max(0, Math.min(NIGHT_LENGTH, at - nightOf(at)));
}
export const moment = computed(() => (slide.value === null ? nowMinute.value : nightOf(nowMinute.value) + slide.value));

/** Many places share a text of hours: each is read once, and asked once a minute. */
const parsed = new Map<string, Hours | null>();
export function hoursOf(source: string): Hours | null {
  if (!parsed.has(source)) parsed.set(source, parseHours(source));
  return parsed.get(source) ?? null;
}
const statuses = computed(() => {
  const at = moment.value;
  const known = new Map<string, Status>();
  return (source: string): Status => {
    const found = known.get(source) ?? statusAtMinute(hoursOf(source), at);
    known.set(source, found);
    return found;
  };
});

export const statusOf = (place: Place): Status => statuses.value(text(place.properties, 'hours_osm') ?? '');
export const canBeOpen = (place: Place): boolean => place.layer === 'night_streets' || place.layer === 'venues' || text(place.properties, 'hours_osm') !== null;

export const hours = computed(() => new Map((places.value.night_streets ?? []).map((place) => [place.id, statusOf(place).state])));

// Places of the imported extract

export const venues = signal<Venues>(noVenues);
/** The page from the server listed some: theirs is a tab before they have come, so that nothing moves. */
const venuesServed = document.querySelector('[href^="/places/venues/"]') !== null;
export const hasVenues = computed(() => venues.value.places.length > 0 || (venuesServed && placesLoad.value.venues !== 'ready' && placesLoad.value.venues !== 'failed'));
export const venuePoints = computed(() => venueFeatures(venues.value.places));
const letters = { open: 'o', closing: 'g', later: 'c', closed: 'c', unknown: 'u' } as const;
/** One letter a text of hours: all that the map needs to colour thousands of places anew. */
export const venueStates = computed(() => venues.value.hours.map((source) => letters[statuses.value(source).state]).join(''));

/** Kept by place: what is searched for in thousands of them is made once. */
const madeEntries = new WeakMap<Place, Entry>();
const entries = computed(() =>
  placeLayers.flatMap((layer) =>
    (places.value[layer] ?? []).map((place) => {
      const made = madeEntries.get(place) ?? entryOf(place, venues.peek().pinyin);
      madeEntries.set(place, made);
      return made;
    }),
  ),
);
const isOpenNow = (place: Place): boolean => canBeOpen(place) && ['open', 'closing'].includes(statusOf(place).state);
export const hits = computed(() => {
  const from = me.value;
  return search(entries.value, query.value, { limit: 60, isOpen: isOpenNow, distance: from && ((place) => away(from, place)) }).map((hit) => hit.place);
});
export const searching = computed(() => query.value.trim() !== '');

export const brandCounts = computed(() => {
  const counts = new Map<BrandFilter, number>();
  for (const place of places.value.night_streets ?? []) {
    const key = brandOf(place.properties) ?? 'none';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
});

/** How many places are open at the moment that is shown. */
export const openCount = computed(() => {
  let count = 0;
  for (const layer of placeLayers) for (const place of places.value[layer] ?? []) if (canBeOpen(place) && rank[statusOf(place).state] <= rank.closing) count++;
  return count;
});

// What the chips ask for

export const openOnly = signal(asked.get('state') === 'open');
export const keptOnly = signal(false);
export const near = signal(false);
export const wanted = signal<Wanted | null>(oneOf('kind', 'food', 'market', 'landmark'));
export const filtered = computed(() => openOnly.value || keptOnly.value || near.value || wanted.value !== null);

const rank = { open: 0, closing: 1, later: 2, unknown: 3, closed: 4 } as const;
const away = (from: LonLat, place: Place): number => (place.position ? distance(from, place.position) : Infinity);

/** Of all layers that are shown: what the chips leave, open first, then near first. */
function chosen(): readonly Place[] {
  const from = me.value;
  const rows = placeLayers
    .flatMap((layer) => (!keptOnly.value && (layer === 'carriers' || layer === 'lockers') ? [] : places.value[layer] ?? []))
    .filter((place) => !keptOnly.value || favourites.value.includes(placeKey(place)))
    .filter((place) => wanted.value === null || isWanted(place, wanted.value))
    .map((place, index) => ({ place, index, rank: canBeOpen(place) ? rank[statusOf(place).state] : rank.unknown, away: from ? away(from, place) : 0 }))
    .filter((row) => !openOnly.value || row.rank <= rank.closing);
  const byState = !near.value || from === null;
  return rows.sort((a, b) => (byState ? a.rank - b.rank : 0) || a.away - b.away || a.index - b.index).map(({ place }) => place);
}

export const listed = computed<readonly Place[]>(() => {
  if (searching.value) return hits.value;
  if (filtered.value) return chosen();
  let list = [...(places.value[tab.value] ?? [])];
  if (tab.value === 'night_streets' && brand.value !== null) list = list.filter((place) => (brandOf(place.properties) ?? 'none') === brand.value);
  const from = me.value;
  const open = tab.value === 'night_streets' || tab.value === 'venues';
  return list
    .map((place, index) => ({ place, index, rank: open ? rank[statusOf(place).state] : 0, away: from ? away(from, place) : 0, branded: Number(brandOf(place.properties) !== null), named: Number(place.properties['named'] !== false) }))
    .sort((a, b) => a.rank - b.rank || (from ? a.away - b.away : b.branded - a.branded || b.named - a.named) || a.index - b.index)
    .map(({ place }) => place);
});

/** What is ringed on the map: what was searched for, once the typing pauses. */
export const ringed = signal<readonly LonLat[]>([]);
let pause = 0;
effect(() => {
  const found = searching.value ? hits.value : [];
  clearTimeout(pause);
  pause = setTimeout(() => {
    const next = found.slice(0, 40).flatMap((place) => (place.position ? [place.position] : []));
    if (next.length > 0 || ringed.peek().length > 0) ringed.value = next;
  }, 350) as unknown as number;
});

/** A tour that is drawn: see `tours/state`. */
export const tourLine = signal<TourShape | null>(null);

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

async function read(layer: PlaceLayer): Promise<readonly Place[]> {
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
  if (siteLoad.value !== 'ready') void loadSite();
  const missing = placeLayers.filter((layer) => placesLoad.value[layer] !== 'ready');
  // The many come after the few.
  const first = missing.filter((layer) => layer !== 'venues').map(loadPlaces);
  if (missing.includes('venues')) void Promise.all(first).then(() => loadPlaces('venues'));
}

/** Tiles of the live layers that changed on the server: the map reads them again and clears it. */
export const stale = signal<readonly TileId[] | 'all' | null>(null);

/** Without a state of loading: what is shown stays until the new is there. */
async function reloadPlaces(layer: PlaceLayer): Promise<void> {
  try {
    const loaded = await read(layer);
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

// What people do

export function open(key: string, move: boolean): void {
  remember(key);
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

/** A word that is said for a while. */
export const said = signal<string | null>(null);
let silence = 0;
export function say(words: string): void {
  clearTimeout(silence);
  said.value = words;
  silence = setTimeout(() => (said.value = null), 3000) as unknown as number;
}

/** Hands the address of a place on: by the device's own sheet where there is one, else as a copy. */
export async function share(place: Place): Promise<void> {
  const url = `${location.origin}${pageOf(place, lang.peek())}`;
  const title = lang.peek() === 'zh' ? place.nameZh : place.nameEn ?? place.nameZh;
  try {
    if (navigator.share) await navigator.share({ title, url });
    else {
      await navigator.clipboard.writeText(url);
      say(words.peek().copied);
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) say(url);
  }
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

/** Chips: what is open, what is near, and one kind. Choosing one ends a search and closes a card. */
export function chooseChip(change: () => void): void {
  batch(() => {
    change();
    query.value = '';
    panel.value = 'list';
    selectedKey.value = null;
    if (filtered.value && sheet.value === 'peek') sheet.value = 'half';
  });
  if (filtered.peek()) wish.value = { kind: 'listed' };
}

export function toggleNear(): void {
  chooseChip(() => (near.value = !near.peek()));
  if (near.peek() && me.peek() === null) locate();
}

export function clearChips(): void {
  batch(() => {
    openOnly.value = false;
    keptOnly.value = false;
    near.value = false;
    wanted.value = null;
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

/** Where the sheet stood before a search. */
let heightBefore: SheetHeight = 'peek';

export function setQuery(value: string): void {
  batch(() => {
    if (query.peek() === '' && value !== '') heightBefore = sheet.peek();
    if (query.peek() !== '' && value === '') sheet.value = heightBefore === 'full' ? 'half' : heightBefore;
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

export function locate(): void {
  if (me.value) {
    wish.value = { kind: 'me' };
    return;
  }
  if (!isSecureContext || !('geolocation' in navigator)) {
    locating.value = isSecureContext ? 'unavailable' : 'insecure';
    near.value = false;
    return;
  }
  locating.value = 'busy';
  navigator.geolocation.getCurrentPosition(
    ({ coords }) =>
      batch(() => {
        const [west, south, east, north] = site.peek()?.bounds ?? [116.7, 38.55, 118.1, 40.26];
        if (coords.longitude < west || coords.longitude > east || coords.latitude < south || coords.latitude > north) {
          locating.value = 'outside';
          near.value = false;
          return;
        }
        me.value = [coords.longitude, coords.latitude];
        locating.value = 'no';
        wish.value = { kind: 'me' };
      }),
    ({ code }) =>
      batch(() => {
        locating.value = code === 1 ? 'refused' : 'unavailable';
        near.value = false;
      }),
    { timeout: 10_000, maximumAge: 60_000 },
  );
}

/** Where the person has allowed it before, the map opens where they are. */
export async function locateIfAllowed(): Promise<void> {
  if (initial.view || initial.selected || !isSecureContext || !('permissions' in navigator)) return;
  const allowed = await navigator.permissions.query({ name: 'geolocation' }).then((it) => it.state === 'granted', () => false);
  if (allowed) locate();
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

/** That a card is open is a step that Back undoes; going from card to card and moving the map are not. */
export function keepUrl(): () => void {
  let lastSelected = selectedKey.peek();
  let timer = 0;
  const write = () => {
    const hash = formatUrl(untracked(urlState));
    if (hash === location.hash) return;
    const address = location.pathname + hash;
    const before = lastSelected;
    lastSelected = selectedKey.peek();
    // One step for all cards: Back from any leads to where no card was, and the next step leaves.
    if (before === null && lastSelected !== null) {
      history.pushState({ card: true }, '', address);
    } else if (before !== null && lastSelected === null && (history.state as { card?: boolean } | null)?.card) {
      leaving = address;
      history.back();
    } else history.replaceState(history.state, '', address);
  };
  let leaving: string | null = null;
  const stop = effect(() => {
    urlState();
    clearTimeout(timer);
    if (lastSelected !== selectedKey.value) write();
    else timer = setTimeout(write, 200) as unknown as number;
  });
  const restore = () => {
    if (leaving !== null) {
      history.replaceState(history.state, '', leaving); // the card was closed on the page: the map stays where it is
      leaving = null;
      return;
    }
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
