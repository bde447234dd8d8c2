import { computed, signal } from '@preact/signals';
import type { TileId } from '../../../data/events.ts';
import { layerIds, placeKey, type BrandFilter, type LayerId, type LonLat, type Place, type PlaceLayer, type Site } from '../../../domain/types.ts';
import { brandOfSlug, parseUrl, type Lang, type View } from '../../../domain/urlstate.ts';
import { languageOfBrowser, prefsOf } from '../../../kit/prefs.ts';
import type { TourShape } from '../../../map/style/layers/tour.ts';
import { wordsOf, type Words } from '../words.ts';

/** What the page shows, as it starts: by its address, by the page that was sent, by what was chosen before. */

export type Load = 'loading' | 'ready' | 'failed';
export type SheetHeight = 'peek' | 'half' | 'full';
export type Panel = 'list' | 'layers' | 'about' | 'tours';

export const defaultLayers: readonly LayerId[] = ['districts', 'night_streets', 'events', 'venues', 'checkin_spots', 'heritage_blocks'];

export const initial = parseUrl(location.hash);
/** What the address asked the server for: the page that it sent is taken over as it is. */
export const asked = new URLSearchParams(location.search);
/** The page that the server sent; without one the app starts from nothing. */
export const served = document.querySelector<HTMLElement>('.served');
export const oneOf = <Value extends string>(name: string, ...values: readonly Value[]): Value | null => values.find((value) => value === asked.get(name)) ?? null;
/** As the page that was sent speaks, else as the browser does. */
const newcomer = served ? (document.documentElement.lang === 'en' ? 'en' : 'zh') : languageOfBrowser();
const prefs = prefsOf({ lang: initial.lang ?? oneOf('lang', 'zh', 'en'), theme: initial.theme ?? oneOf('theme', 'night', 'day') }, newcomer);
export const { lang, theme, size, setTheme, setSize } = prefs;

/** The words of a language come with its first use. */
const dictionaries = signal<Partial<Record<Lang, Words>>>({});
/** There once `wordsReady` is. */
export const words = computed<Words>(() => dictionaries.value[lang.value]!);
const readWords = async (of: Lang): Promise<void> => {
  if (dictionaries.peek()[of]) return;
  const read = await wordsOf(of);
  dictionaries.value = { ...dictionaries.peek(), [of]: read };
};
export const wordsReady = readWords(lang.peek());
/** The page turns to a language when it has its words; without a network it may stay in the one that it has. */
export const setLang = (to: Lang): void => void readWords(to).then(() => prefs.setLang(to), () => say(words.peek().loadFailed));
/** As `setLang`, but not kept as a choice: the address said so. */
export const followLang = (to: Lang): void => void readWords(to).then(() => (lang.value = to), () => say(words.peek().loadFailed));

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
/** What is shown to begin with: the layer of a place that a link leads to is among it. */
export const layersFor = (asked: readonly LayerId[] | null, selected: PlaceLayer | undefined): readonly LayerId[] => layerIds.filter((id) => id === selected || (asked ?? defaultLayers).includes(id));
export const visible = signal<readonly LayerId[]>(layersFor(initial.layers, initial.selected?.layer));
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
export type Wish = { kind: 'place'; key: string } | { kind: 'listed' } | { kind: 'city' } | { kind: 'view'; view: View } | { kind: 'me' } | { kind: 'at'; at: LonLat } | { kind: 'tour' } | { kind: 'zoom'; by: number };
export const wish = signal<Wish | null>(initial.selected && !initial.view ? { kind: 'place', key: placeKey(initial.selected) } : null);

/** A tour that is drawn: see `tours/state`. */
export const tourLine = signal<TourShape | null>(null);

/** Tiles of the live layers that changed on the server: the map reads them again and clears it. */
export const stale = signal<readonly TileId[] | 'all' | null>(null);

/** When what is shown was read, where the server is away and it was kept from an earlier time. */
export const saved = signal<{ readonly at: Date | null } | null>(null);

/** A word that is said for a while. */
export const said = signal<string | null>(null);
let silence = 0;
export function say(words: string): void {
  clearTimeout(silence);
  said.value = words;
  silence = setTimeout(() => (said.value = null), 3000) as unknown as number;
}
