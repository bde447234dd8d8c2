import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { placeLayers } from '../../domain/types.ts';
import { formatMoment } from '../../domain/format.ts';
import { later } from './later.tsx';
import { List, Tonight } from './list.tsx';
import { MapView } from './map-view.tsx';
import { Sheet } from './sheet.tsx';
import * as state from './state.ts';

export function App() {
  const t = state.words.value;
  const selected = state.selected.value;
  const pending = state.selectedKey.value !== null && selected === null;

  useLayoutEffect(() => {
    document.documentElement.lang = state.lang.value === 'zh' ? 'zh-Hans' : 'en';
    document.documentElement.dataset['theme'] = state.theme.value;
    document.documentElement.dataset['view'] = state.size.value;
    const name = selected && (state.lang.value === 'zh' ? selected.nameZh : selected.nameEn ?? selected.nameZh);
    document.title = name ? `${name} · ${t.product}` : t.documentTitle;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', state.theme.value === 'night' ? '#080a16' : '#ffffff');
  }, [state.lang.value, state.theme.value, state.size.value, selected]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') escape();
      if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
        event.preventDefault();
        document.querySelector<HTMLElement>('#search')?.focus();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  return (
    <div class="app" data-sheet={state.sheet.value} data-map={state.mapLoad.value}>
      <a class="skip" href="#places" onClick={skipToList}>
        {t.skipToList}
      </a>
      <main class="stage" aria-label={t.title}>
        <MapView />
      </main>
      <div class="side">
        <Sheet>
          {state.panel.value !== 'list' ? (
            state.panel.value === 'tours' ? <Tours /> : <Panels />
          ) : selected ? (
            <Card place={selected} />
          ) : pending && !allLoaded() ? (
            <div class="skeletons" role="status" aria-label={t.loading}>
              <div class="skeleton skeleton-tall" />
              <div class="skeleton" />
              <div class="skeleton" />
            </div>
          ) : (
            <>
              {pending && (
                <div class="state state-small" role="alert">
                  <p class="state-title">{t.unknownPlace}</p>
                  <p class="muted">{t.unknownPlaceHint}</p>
                  <button type="button" class="button" onClick={state.closeCard}>
                    {t.toList}
                  </button>
                </div>
              )}
              {!pending && !state.filtered.value && !state.searching.value && state.tab.value !== 'events' && <Tonight />}
              {!pending && (state.filtered.value ? <Filtered /> : !state.searching.value && <Tabs />)}
              {!pending && state.station.value && !state.searching.value && <Trains key={state.station.value.name} station={state.station.value.name} titled />}
              {!pending && state.stationHits.value.length > 0 && <Stations />}
              {!pending && <List />}
            </>
          )}
        </Sheet>
      </div>
      <Toast />
    </div>
  );
}

/** What is to be said now, the gravest first. */
function Toast() {
  const t = state.words.value;
  const fault = state.locating.value;
  const words =
    !state.online.value || state.saved.value
      ? state.saved.value?.at
        ? t.offlineSaved(formatMoment(state.saved.value.at, state.lang.value))
        : t.offline
      : state.serverAway.value
        ? t.serverAway
        : fault !== 'no' && fault !== 'busy'
          ? t.locateFaults[fault]
          : state.said.value;
  if (words === null) return null;
  return (
    <p class="toast" role="status">
      {words}
    </p>
  );
}

function Stations() {
  const t = state.words.value;
  return (
    <section class="stations" aria-labelledby="stations">
      <h2 id="stations">{t.stations}</h2>
      <div class="also">
        {state.stationHits.value.map((station) => (
          <button type="button" class="chip" key={station.name} onClick={() => state.chooseStation(station)}>
            <span lang="zh-Hans">{station.name}</span>
            <span class="muted">{state.linesIn(station.lines, state.lang.value)}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

/** Above a list that the chips made. */
function Filtered() {
  const t = state.words.value;
  const station = state.station.value;
  return (
    <p class="list-sentence filtered">
      <span>{station && !state.searching.value ? t.nearStation(station.name, state.linesIn(station.lines, state.lang.value), state.listed.value.length) : state.searching.value ? t.results(state.listed.value.length) : t.filteredCount(state.listed.value.length)}</span>
      <button type="button" class="text-button" onClick={state.clearChips}>
        {t.clearFilters}
      </button>
    </p>
  );
}

// The first view is lighter by what it does not show.
const backToList = (): void => {
  state.closeCard();
  state.openPanel('list');
  state.say(state.words.peek().loadFailed);
};
const Card = later(() => import('./card.tsx').then((it) => it.Card), backToList);
const Trains = later(() => import('./trains.tsx').then((it) => it.Trains), () => {});
const Panels = later(() => import('./panels.tsx').then((it) => it.Panels), backToList);
const Tours = later(() => import('./tours/tours.tsx').then((it) => it.ToursPanel), backToList);

/** Somebody uses the page: what they will want next is read. */
export function prepare(): void {
  void Promise.all([import('./card.tsx'), state.prepareSearch()]).catch(() => {}); // asked for again when it is wanted
}

const allLoaded = () => placeLayers.every((layer) => state.placesLoad.value[layer] === 'ready' || state.placesLoad.value[layer] === 'failed');

function escape(): void {
  if (state.selectedKey.peek() !== null) state.closeCard();
  else if (state.panel.peek() !== 'list') state.openPanel('list');
  else if (state.query.peek() !== '') state.setQuery('');
}

function skipToList(event: Event): void {
  event.preventDefault();
  state.closeCard();
  state.openPanel('list');
  state.sheet.value = 'half';
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#list .row')?.focus());
}

function Tabs() {
  const t = state.words.value;
  const live = new Map(state.site.value?.live.map((layer) => [layer.id, layer.count]) ?? []);
  const found = state.venues.value.places.length;
  const shown = placeLayers.filter((layer) => (layer === 'venues' ? state.hasVenues.value : layer === 'events' ? state.coming.value.length > 0 || state.tab.value === 'events' : state.site.value === null || live.has(layer)));
  const root = useRef<HTMLDivElement>(null);
  const carriers = state.site.value?.carriers;
  return (
    <>
      <div class="tabs" role="group" aria-label={t.placesTabs} ref={root}>
        {shown.map((layer) => (
          <button type="button" class="tab" key={layer} aria-pressed={state.tab.value === layer} onClick={() => state.chooseTab(layer)}>
            {t.tabs[layer]}
            <span class="tab-count">{layer === 'venues' ? found || '' : layer === 'events' ? state.coming.value.length : live.get(layer) ?? ''}</span>
          </button>
        ))}
      </div>
      {state.tab.value === 'carriers' && carriers && (
        <p class="sentence list-sentence">{t.carriersSentence(carriers.planned, carriers.placed, carriers.by_district, carriers.surveyed)}</p>
      )}
      {state.tab.value === 'lockers' && <p class="list-sentence hint">{t.lockerSample}</p>}
    </>
  );
}
