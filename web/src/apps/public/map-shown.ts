import { effect, untracked } from '@preact/signals';
import shippedBase from '../../../../data/base/tianjin.geojson?url';
import { wantedKinds } from '../../domain/night.ts';
import { placeKey, type Place } from '../../domain/types.ts';
import type { StyleInput } from '../../map/style/build.ts';
import { noteRead } from '../../offline/page.ts';
import { MapController, type Padding } from './map.ts';
import * as state from './state.ts';

/** The map follows the state, and its wishes; read with the map's own code. */

/** Where the map is covered by the panel, so that what is shown is shown beside it. */
function padding(): Padding {
  const narrow = matchMedia('(max-width: 819px)').matches;
  if (!narrow) return { top: 40, right: 40, bottom: 40, left: 40 };
  const visible = { peek: 190, half: innerHeight * 0.6, full: innerHeight * 0.6 }[state.sheet.peek()];
  return { top: 24, right: 24, bottom: visible + 24, left: 24 };
}

function styleInput(): StyleInput | null {
  const site = state.site.value;
  if (site === null) return null;
  const t = state.words.value;
  const selected = state.selected.value;
  return {
    origin: location.origin,
    live: site.live.map((layer) => layer.id),
    basemap: site.basemap.present,
    shipped: new URL(shippedBase, location.href).href,
    venues: state.venues.value.places.length > 0 ? state.venuePoints.value : null,
    events: state.eventPoints.value.features.length > 0 ? state.eventPoints.value : null,
    venueKinds: wantedKinds(state.wanted.value),
    bounds: site.bounds,
    theme: state.theme.value,
    lang: state.lang.value,
    words: { indicative: t.indicative, unverified: t.unverified, example: t.example, brands: t.brandNames },
    visible: state.visible.value,
    brand: state.brand.value,
    selected: selected?.position ?? null,
    selectedId: selected?.id ?? null,
    unnamed: state.unnamed.value,
    me: state.me.value,
    hits: state.ringed.value,
    tour: state.tourLine.value,
  };
}

/** Once the site is known. Returns what takes the map away again. */
export function showMap(container: HTMLElement): () => void {
  const style = styleInput()!;
  const map = new MapController({
    container,
    style,
    view: state.view.peek(),
    label: state.words.peek().mapLabel,
    padding: padding(),
    onMove: (view) => (state.view.value = view),
    onPick: (picked) => (picked ? state.open(placeKey(picked), false) : state.closeCard()),
    onReady: () => (state.mapLoad.value = 'ready'),
    onTrouble: state.serverTrouble,
    onTile: noteRead,
  });
  let first = true;
  const stops = [
    effect(() => {
      const next = styleInput();
      if (!first && next) map.show(next);
      first = false;
    }),
    effect(() => map.setHours(state.hours.value)),
    effect(() => map.setVenueStates(state.venueStates.value)),
    effect(() => map.label(state.words.value.mapLabel)),
    effect(() => {
      const tiles = state.stale.value;
      if (tiles === null) return;
      untracked(() => (state.stale.value = null));
      map.refresh(tiles);
    }),
    effect(() => {
      const wish = state.wish.value;
      // A place can be shown only when its layer has come.
      const place = wish?.kind === 'place' ? state.placeByKey(wish.key) : null;
      if (wish === null || (wish.kind === 'place' && place === null)) return;
      untracked(() => {
        state.wish.value = null;
        if (wish.kind === 'view') map.jump(wish.view);
        else if (wish.kind === 'city') map.wholeCity(style.bounds, padding());
        else if (wish.kind === 'at') map.goTo(wish.at, padding(), 15);
        else if (wish.kind === 'listed') showListed(map);
        else if (wish.kind === 'tour') map.fit(state.tourLine.value?.legs.flat() ?? [], padding(), { outside: 0, maxZoom: 17 });
        else if (wish.kind === 'zoom') map.zoomBy(wish.by);
        else if (wish.kind === 'me') state.me.value && map.goTo(state.me.value, padding(), 14);
        else if (place) show(map, place);
      });
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    map.map.remove();
  };
}

/** What the chips leave: the nearest ones where the person is known, else all in the city. */
function showListed(map: MapController): void {
  const from = state.me.peek();
  const positions = state.listed.peek().filter((place) => place.position !== null).slice(0, from ? 12 : 400).map((place) => place.position!);
  if (positions.length > 0) map.fit(from && state.near.peek() ? [from, ...positions] : positions, padding());
}

function show(map: MapController, place: Place): void {
  const position = place.position ?? map.positionOf(place.layer, place.id);
  if (position) map.goTo(position, padding(), place.position ? zoomFor(place) : 11.6);
  else if (place.properties['placement'] === 'district') map.wholeCity(state.site.peek()!.bounds, padding());
}

/** Near enough to see the place, far enough to see how uncertain it is. */
function zoomFor(place: Place): number {
  const metres = place.properties['position_accuracy_m'];
  if (typeof metres !== 'number' || metres <= 250) return 14.5;
  return Math.max(11.2, 14.5 - Math.log2(metres / 250));
}
