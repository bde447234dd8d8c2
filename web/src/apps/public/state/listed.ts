import { computed, effect, signal } from '@preact/signals';
import { isOver, isTonight, placedEvents, timesOf } from '../../../domain/happenings.ts';
import { distance } from '../../../domain/distance.ts';
import { doubles } from '../../../domain/doubles.ts';
import type { OpenState } from '../../../domain/hours.ts';
import { isWanted, type Wanted } from '../../../domain/night.ts';
import type { Entry } from '../../../domain/search.ts';
import { brandOf, placeKey, placeLayers, type BrandFilter, type LonLat, type Place } from '../../../domain/types.ts';
import { noVenues, venueFeatures, type Venues } from '../../../domain/venues.ts';
import { favourites } from '../kept.ts';
import { canBeOpen, moment, statuses, statusOf } from './evening.ts';
import { prepareStations, station, stationReach } from './stations.ts';
import { asked, brand, me, oneOf, places, placesLoad, query, say, selectedKey, tab, visible, words } from './page.ts';

/** Which places there are, and which of them are listed. */

const byKey = computed(() => {
  const result = new Map<string, Place>();
  for (const layer of placeLayers) for (const place of places.value[layer] ?? []) result.set(placeKey(place), place);
  for (const event of placedEvents(places.value.events ?? [], (key) => result.get(key) ?? null)) result.set(placeKey(event), event);
  return result;
});

// What is on

const events = computed(() => placedEvents(places.value.events ?? [], (key) => byKey.value.get(key) ?? null));
/** The same list as long as it holds the same: minutes go by, and the slider moves, without anything being made anew. */
const steady = (make: () => readonly Place[]) => {
  let before: readonly Place[] = [];
  return computed(() => {
    const next = make();
    if (next.length !== before.length || next.some((event, index) => event !== before[index])) before = next;
    return before;
  });
};
/** Those that are not over, in the order in which they begin. */
export const coming = steady(() => (events.value.length === 0 ? events.value : events.value.filter((event) => !isOver(timesOf(event.properties)!, moment.value))));
/** Those of the evening that is shown, on now first. */
export const tonight = steady(() =>
  coming.value.length === 0 ? coming.value : coming.value.filter((event) => isTonight(timesOf(event.properties)!, moment.value)).sort((a, b) => rank[statusOf(a).state] - rank[statusOf(b).state]),
);
export const eventsAt = (place: Place): readonly Place[] => coming.value.filter((event) => event.properties['place'] === placeKey(place));
/** What the map marks. */
export const eventPoints = computed<GeoJSON.FeatureCollection>(() => ({
  type: 'FeatureCollection',
  features: tonight.value.flatMap(({ id, nameZh, nameEn, position, properties }) =>
    position === null || properties['status'] === 'cancelled' ? [] : [{ type: 'Feature' as const, properties: { id, name_zh: nameZh, name_en: nameEn ?? nameZh, sample: properties['sample'] === true }, geometry: { type: 'Point' as const, coordinates: [...position] } }],
  ),
}));
/** What of a layer lists show. */
const current = (layer: (typeof placeLayers)[number]): readonly Place[] => (layer === 'events' ? coming.value : places.value[layer] ?? []);

/** Names that the map would write twice. With one brand shown most streets are not there to be named. */
const doubled = computed(() => doubles(places.value, visible.value.filter((layer) => brand.value === null || layer !== 'night_streets')).join());
export const unnamed = computed<readonly string[]>(() => (doubled.value === '' ? [] : doubled.value.split(',')));

export const placesCount = computed(() => byKey.value.size);

/** Other places at the very same spot: one place, several roles. */
export function alsoAt(place: Place): readonly Place[] {
  const { position } = place;
  if (position === null) return [];
  return [...byKey.value.values()].filter((it) => it !== place && it.layer !== 'events' && it.position !== null && Math.abs(it.position[0] - position[0]) < 3e-4 && distance(it.position, position) < 15);
}

export const placeByKey = (key: string): Place | null => byKey.value.get(key) ?? null;
export const selected = computed<Place | null>(() => (selectedKey.value === null ? null : placeByKey(selectedKey.value)));

// Places of the imported extract

export const venues = signal<Venues>(noVenues);
/** The page from the server listed some: theirs is a tab before they have come, so that nothing moves. */
const venuesServed = document.querySelector('[href^="/places/venues/"]') !== null;
export const hasVenues = computed(() => venues.value.places.length > 0 || (venuesServed && placesLoad.value.venues !== 'ready' && placesLoad.value.venues !== 'failed'));
export const venuePoints = computed(() => venueFeatures(venues.value.places));
const letters = { open: 'o', closing: 'g', later: 'c', closed: 'c', unknown: 'u' } as const;
/** One letter a text of hours: all that the map needs to colour thousands of places anew. */
export const venueStates = computed(() => venues.value.hours.map((source) => letters[statuses.value(source).state]).join(''));

// Searching: its code comes when somebody turns to it

const searcher = signal<typeof import('../../../domain/search.ts') | null>(null);
export const searchReady = computed(() => searcher.value !== null);
export async function prepareSearch(): Promise<void> {
  void prepareStations().catch(() => {}); // a search without stations is one
  searcher.value ??= await import('../../../domain/search.ts');
}

/** Kept by place: what is searched for in thousands of them is made once. */
const madeEntries = new WeakMap<Place, Entry>();
const entries = computed(() => {
  const finder = searcher.value;
  if (finder === null) return [];
  return placeLayers.flatMap((layer) =>
    current(layer).map((place) => {
      const made = madeEntries.get(place) ?? finder.entryOf(place, venues.peek().pinyin);
      madeEntries.set(place, made);
      return made;
    }),
  );
});
const isOpenNow = (place: Place): boolean => canBeOpen(place) && ['open', 'closing'].includes(statusOf(place).state);
export const searching = computed(() => query.value.trim() !== '');
effect(() => {
  if (searching.value) void prepareSearch().catch(() => say(words.peek().loadFailed));
});
/** How many rows a search brings, of each of its parts. */
const mostHits = 60;
interface Found {
  readonly sure: readonly Place[];
  /** Where only what is open is wanted: those of which nobody knows. They are neither left out nor among the others. */
  readonly unknown: readonly Place[];
}
const found = computed<Found>(() => {
  const from = me.value;
  const finder = searcher.value;
  if (finder === null || !searching.value) return { sure: [], unknown: [] };
  const conditions = { isOpen: isOpenNow, distance: from && ((place: Place) => away(from, place)) };
  if (!filtered.value) return { sure: finder.search(entries.value, query.value, { limit: mostHits, ...conditions }).map((hit) => hit.place), unknown: [] };
  const left = finder.search(entries.value, query.value, { limit: Infinity, ...conditions }).map((hit) => hit.place).filter(isChosen);
  if (near.value && from !== null) left.sort((a, b) => away(from, a) - away(from, b));
  const part = (open: boolean) => left.filter((place) => (open ? isOpenNow(place) : stateOf(place) === 'unknown')).slice(0, mostHits);
  return openOnly.value ? { sure: part(true), unknown: part(false) } : { sure: left.slice(0, mostHits), unknown: [] };
});
export const hits = computed(() => [...found.value.sure, ...found.value.unknown]);
/** How many of the rows are of places whose hours nobody knows, apart from the others at the end of the list. */
export const unknownHits = computed(() => found.value.unknown.length);

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
  for (const layer of placeLayers) for (const place of layer === 'events' ? [] : places.value[layer] ?? []) if (canBeOpen(place) && rank[statusOf(place).state] <= rank.closing) count++;
  return count;
});

// What the chips ask for

export const openOnly = signal(asked.get('state') === 'open');
export const keptOnly = signal(false);
export const near = signal(false);
export const wanted = signal<Wanted | null>(oneOf('kind', 'food', 'market', 'landmark'));
export const filtered = computed(() => openOnly.value || keptOnly.value || near.value || wanted.value !== null || station.value !== null);

const rank = { open: 0, closing: 1, later: 2, unknown: 3, closed: 4 } as const;
const stateOf = (place: Place): OpenState => (canBeOpen(place) ? statusOf(place).state : 'unknown');
const isChosen = (place: Place): boolean =>
  (!keptOnly.value || favourites.value.includes(placeKey(place))) && (wanted.value === null || isWanted(place, wanted.value));
const away = (from: LonLat, place: Place): number => (place.position ? distance(from, place.position) : Infinity);

/** Of all layers that are shown: what the chips leave, open first, then near first. */
function chosen(): readonly Place[] {
  const from = station.value?.position ?? me.value;
  const rows = placeLayers
    .flatMap((layer) => (!keptOnly.value && station.value === null && (layer === 'carriers' || layer === 'lockers' || (layer === 'events' && !near.value)) ? [] : current(layer)))
    .filter(isChosen)
    .map((place, index) => ({ place, index, rank: rank[stateOf(place)], away: from ? away(from, place) : 0 }))
    .filter((row) => (!openOnly.value || row.rank <= rank.closing) && (station.value === null || row.away <= stationReach));
  const byState = station.value === null && (!near.value || from === null);
  return rows.sort((a, b) => (byState ? a.rank - b.rank : 0) || a.away - b.away || a.index - b.index).map(({ place }) => place);
}

export const listed = computed<readonly Place[]>(() => {
  if (searching.value) return hits.value;
  if (filtered.value) return chosen();
  if (tab.value === 'events') return coming.value;
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
