import { effect, signal, untracked } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import * as state from './state.ts';

export function MapView() {
  const container = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let stopped = false;
    let starting = false;
    const stops: (() => void)[] = [];
    const late = signal(false);
    const timer = setTimeout(() => (late.value = true), 2500);

    const start = async () => {
      starting = true;
      try {
        await painted();
        const { showMap } = await import('./map-shown.ts');
        if (!stopped && container.current !== null) stops.push(showMap(container.current));
      } catch (error) {
        console.warn('The map cannot be drawn.', error);
        state.mapLoad.value = 'failed';
      }
    };

    stops.push(
      effect(() => {
        // Whoever wants to go somewhere wants the map.
        if (state.wish.value !== null && state.wish.value.kind !== 'listed') state.mapWanted.value = true;
      }),
      effect(() => {
        if (!state.mapWanted.value) return;
        if (state.mapLoad.peek() === 'drawn') state.mapLoad.value = 'loading';
        // The list is drawn first: the map's code is twenty times as heavy as the page's.
        const listed = late.value || (state.placesLoad.value.night_streets ?? 'loading') !== 'loading';
        if (state.site.value !== null && listed && !starting) untracked(() => void start());
      }),
    );
    const withEase = whenIdle(() => drawsWithEase() && (state.mapWanted.value = true));
    return () => {
      clearTimeout(withEase);
      stopped = true;
      clearTimeout(timer);
      stops.forEach((stop) => stop());
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
