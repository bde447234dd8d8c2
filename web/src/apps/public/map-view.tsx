import { effect, signal, untracked } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import shippedBase from '../../../../data/base/tianjin.geojson?url';
import { placeKey, type Place } from '../../domain/types.ts';
import { wantedKinds } from '../../domain/night.ts';
import type { MapController, Padding } from './map.ts';
import type { StyleInput } from '../../map/style/build.ts';
import { noteRead } from '../../offline/page.ts';
import * as state from './state.ts';

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

export function MapView() {
  const container = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let controller: MapController | null = null;
    let stopped = false;
    let starting = false;
    const stops: (() => void)[] = [];
    const late = signal(false);
    const timer = setTimeout(() => (late.value = true), 2500);

    const start = async (style: StyleInput) => {
      starting = true;
      try {
        await painted();
        const { MapController } = await import('./map.ts');
        if (stopped || container.current === null) return;
        controller = new MapController({
          container: container.current,
          style: styleInput() ?? style, // much may have come while the map's code was on its way
          view: state.view.peek(),
          label: state.words.peek().mapLabel,
          padding: padding(),
          onMove: (view) => (state.view.value = view),
          onPick: (picked) => (picked ? state.open(placeKey(picked), false) : state.closeCard()),
          onReady: () => (state.mapLoad.value = 'ready'),
          onTrouble: state.serverTrouble,
          onTile: noteRead,
        });
      } catch (error) {
        console.warn('The map cannot be drawn.', error);
        state.mapLoad.value = 'failed';
        return;
      }
      const map = controller;
      let first = true;
      stops.push(
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
            else if (wish.kind === 'listed') showListed(map);
            else if (wish.kind === 'tour') map.fit(state.tourLine.value?.legs.flat() ?? [], padding(), { outside: 0, maxZoom: 17 });
            else if (wish.kind === 'zoom') map.zoomBy(wish.by);
            else if (wish.kind === 'me') state.me.value && map.goTo(state.me.value, padding(), 14);
            else if (place) show(map, place);
          });
        }),
      );
    };

    /** What the chips leave: the nearest ones where the person is known, else all in the city. */
    const showListed = (map: MapController) => {
      const from = state.me.peek();
      const positions = state.listed.peek().filter((place) => place.position !== null).slice(0, from ? 12 : 400).map((place) => place.position!);
      if (positions.length > 0) map.fit(from && state.near.peek() ? [from, ...positions] : positions, padding());
    };
    const show = (map: MapController, place: Place) => {
      const position = place.position ?? map.positionOf(place.layer, place.id);
      if (position) map.goTo(position, padding(), place.position ? zoomFor(place) : 11.6);
      else if (place.properties['placement'] === 'district') map.wholeCity(state.site.peek()!.bounds, padding());
    };

    stops.push(
      effect(() => {
        // Whoever wants to go somewhere wants the map.
        if (state.wish.value !== null && state.wish.value.kind !== 'listed') state.mapWanted.value = true;
      }),
      effect(() => {
        if (!state.mapWanted.value) return;
        if (state.mapLoad.peek() === 'drawn') state.mapLoad.value = 'loading';
        const style = styleInput();
        // The list is drawn first: the map's code is twenty times as heavy as the page's.
        const listed = late.value || (state.placesLoad.value.night_streets ?? 'loading') !== 'loading';
        if (style && listed && !starting) untracked(() => void start(style));
      }),
    );
    const withEase = whenIdle(() => drawsWithEase() && (state.mapWanted.value = true));
    return () => {
      clearTimeout(withEase);
      stopped = true;
      clearTimeout(timer);
      stops.forEach((stop) => stop());
      controller?.map.remove();
    };
  }, []);

  const t = state.words.value;
  return (
    <div class="map-frame" onPointerDown={want} onWheel={want} onKeyDown={(event) => event.key !== 'Tab' && want()}>
      <Drawn />
      <div class="map" ref={container} data-state={state.mapLoad.value} />
      {state.mapLoad.value === 'drawn' && (
        <button type="button" class="chip map-start" onClick={want}>
          {t.startMap}
        </button>
      )}
      {state.mapLoad.value === 'failed' && (
        <div class="map-state" role="alert">
          <p class="state-title">{t.mapFailed}</p>
          <p class="muted">{t.mapFailedHint}</p>
        </div>
      )}
      {state.mapLoad.value === 'loading' && state.siteLoad.value !== 'failed' && (
        <div class="map-state map-loading" role="status">
          <span class="lantern" aria-hidden="true" />
          <p class="muted">{t.loadingMap}</p>
        </div>
      )}
      {state.siteLoad.value === 'failed' && (
        <div class="map-state" role="alert">
          <p class="state-title">{t.siteFailed}</p>
          <p class="muted">{t.loadFailedHint}</p>
          <button type="button" class="button" onClick={state.loadAll}>
            {t.retry}
          </button>
        </div>
      )}
    </div>
  );
}

const want = (): void => void (state.mapWanted.value = true);

/** The map that the server drew, until the other one is there. */
function Drawn() {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (drawn) frame.current?.append(drawn);
  }, []);
  return <div class="drawn-frame" ref={frame} hidden={state.mapLoad.value === 'ready'} />;
}
const drawn = document.querySelector<SVGElement>('.served .drawn');

/** A browser that draws WebGL in software says so, by refusing or by its renderer's name: there the map waits until it is asked for. */
function drawsWithEase(): boolean {
  const probe = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (probe === null) return false;
  const about = probe.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(probe.getParameter(about?.UNMASKED_RENDERER_WEBGL ?? probe.RENDERER));
  probe.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

/** When the page has loaded and what it needs first is done. */
const whenIdle = (work: () => void): number => setTimeout(() => ('requestIdleCallback' in globalThis ? requestIdleCallback(work, { timeout: 2000 }) : work()), 1200) as unknown as number;

/** Once what was just rendered is on the screen: the browser says so by a larger contentful paint than before. A slow phone takes
    its time for that, and the map's code and its drawing context would come first. At once in a hidden tab, where nothing is
    drawn; after a second where the browser says nothing. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.visibilityState === 'hidden') return resolve();
    const rendered = performance.now();
    const paints = new PerformanceObserver((seen) => {
      if (seen.getEntries().some((paint) => paint.startTime >= rendered)) finish();
    });
    const timer = setTimeout(finish, 1000);
    function finish(): void {
      paints.disconnect();
      clearTimeout(timer);
      setTimeout(resolve);
    }
    paints.observe({ type: 'largest-contentful-paint', buffered: true });
  });

/** Near enough to see the place, far enough to see how uncertain it is. */
function zoomFor(place: Place): number {
  const metres = place.properties['position_accuracy_m'];
  if (typeof metres !== 'number' || metres <= 250) return 14.5;
  return Math.max(11.2, 14.5 - Math.log2(metres / 250));
}
