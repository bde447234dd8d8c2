import { batch } from '@preact/signals';
import { layerIds, type BrandFilter, type LayerId, type Place, type PlaceLayer } from '../../../domain/types.ts';
import { pageOf } from '../../../domain/urlstate.ts';
import { remember } from '../kept.ts';
import { filtered, keptOnly, near, openOnly, searching, wanted } from './listed.ts';
import { leaveStation } from './stations.ts';
import { brand, initial, lang, locating, me, panel, query, say, selectedKey, sheet, site, tab, visible, wish, words, type Panel, type SheetHeight } from './page.ts';

/** What people do. */

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

/** Chips: what is open, what is near, and one kind. Choosing one narrows a search, too, and closes a card. */
export function chooseChip(change: () => void): void {
  batch(() => {
    change();
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
    leaveStation();
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
