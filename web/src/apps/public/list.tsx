import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { distance } from '../../domain/distance.ts';
import { isOver, isTonight, timesOf, whenWords, whereWords } from '../../domain/happenings.ts';
import { formatMetres } from '../../domain/format.ts';
import { brandOf, brands, placeKey, text, type Place } from '../../domain/types.ts';
import { brand, canBeOpen, chooseBrand, chooseTab, clearChips, filtered, keptOnly, lang, listed, loadAll, me, moment, open, placeByKey, places, placesCount, placesLoad, query, searching, selectedKey, setQuery, slide, station, stationHits, statusOf, tab, tonight, unknownHits, words } from './state.ts';
import { favourites } from './kept.ts';
import { codeWords, districtName, eventKinds, themeName } from './words.ts';
import { Mark, markOfPlace } from '../../kit/mark.tsx';
import { venueKinds } from '../../domain/venues.ts';
import type { Lang } from '../../domain/urlstate.ts';

/** Rows drawn at first, and with each further look down: thousands at once would hold up a phone. */
const page = 60;

/** The row that was opened last: it gets the focus back when the card closes. */
let lastOpened: string | null = null;

export function List() {
  const t = words.value;
  const root = useRef<HTMLUListElement>(null);
  const load = placesLoad.value[tab.value];
  const items = listed.value;
  const apart = searching.value ? unknownHits.value : 0;
  const searched = placesCount.value;
  const ground = searching.value ? query.value : filtered.value ? 'chips' : tab.value;
  const [shown, setShown] = useState({ ground, rows: page });
  const rows = shown.ground === ground ? shown.rows : page;
  const foot = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (foot.current === null) return undefined;
    const seen = new IntersectionObserver((entries) => entries.some((it) => it.isIntersecting) && setShown({ ground, rows: rows + page }), { rootMargin: '400px' });
    seen.observe(foot.current);
    return () => seen.disconnect();
  }, [ground, rows, items.length > rows]);

  useLayoutEffect(() => {
    if (lastOpened === null) return;
    const row = root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(lastOpened)}"]`);
    lastOpened = null;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(root.current?.querySelectorAll<HTMLElement>('.row') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0) document.querySelector<HTMLElement>('#search')?.focus();
    else rows[Math.min(next, rows.length - 1)]?.focus();
  };

  const byTab = !searching.value && !filtered.value;
  if (byTab && load === 'failed') {
    return (
      <div class="state" role="alert">
        <p class="state-title">{t.loadFailed}</p>
        <p class="muted">{t.loadFailedHint}</p>
        <button type="button" class="button" onClick={loadAll}>
          {t.retry}
        </button>
      </div>
    );
  }
  if (byTab && places.value[tab.value] === undefined) {
    return (
      <div class="skeletons" role="status" aria-label={t.loading}>
        {Array.from({ length: 6 }, (_, index) => (
          <div class="skeleton" key={index} />
        ))}
      </div>
    );
  }
  if (items.length === 0 && searching.value && stationHits.value.length > 0) return null;
  if (items.length === 0) {
    return (
      <div class="state" role="status">
        <p class="state-title">{searching.value ? t.noResults : tab.value === 'events' && byTab ? t.events.none : keptOnly.value && favourites.value.length === 0 ? t.keptNone : filtered.value ? t.emptyFilter : brand.value !== null ? t.emptyBrand : t.empty}</p>
        {searching.value && (
          <p class="muted">
            {t.searchedOf(searched)} {filtered.value ? t.emptyFilterHint : t.noResultsHint}
          </p>
        )}
        {!searching.value && filtered.value && <p class="muted">{keptOnly.value && favourites.value.length === 0 ? t.keptNoneHint : t.emptyFilterHint}</p>}
        {searching.value && filtered.value && (
          <button type="button" class="button" onClick={clearChips}>
            {t.clearFilters}
          </button>
        )}
        {(searching.value || filtered.value || brand.value !== null) && (
          <button type="button" class="button" onClick={() => (searching.value ? setQuery('') : filtered.value ? clearChips() : chooseBrand(null))}>
            {searching.value ? t.clearSearch : filtered.value ? t.clearFilters : t.showAll}
          </button>
        )}
      </div>
    );
  }
  return (
    <ul class="list" ref={root} id="list" aria-label={searching.value ? t.results(items.length) : filtered.value ? t.filteredCount(items.length) : t.layers[tab.value]} onKeyDown={onKeyDown}>
      {items.slice(0, rows).flatMap((place, index) => [
        apart > 0 && index === items.length - apart && <li class="list-apart" key="apart">{t.unknownApart(apart)}</li>,
        <Row key={placeKey(place)} place={place} />,
      ])}
      {items.length > rows && (
        <li ref={foot}>
          <button type="button" class="row row-more" onClick={() => setShown({ ground, rows: rows + page })}>
            {t.more}
          </button>
        </li>
      )}
    </ul>
  );
}

export function Row({ place }: { place: Place }) {
  const t = words.value;
  const language = lang.value;
  const { properties } = place;
  const key = placeKey(place);
  const district = text(properties, 'district', 'district_zh');
  const times = place.layer === 'events' ? timesOf(properties) : null;
  const status = canBeOpen(place) && times === null ? statusOf(place) : null;
  const itsBrand = brandOf(properties);
  const beside = searching.value ? null : station.value;
  const from = me.value;
  const facts = [
    beside && place.position ? t.fromStation(formatMetres(distance(beside.position, place.position), language)) : null,
    times && whenWords(times, moment.value, language),
    times && whereWords(place, placeByKey(text(properties, 'place') ?? ''), language),
    times && properties['sample'] === true ? t.example : null,
    (searching.value || filtered.value) && place.layer !== 'venues' ? t.layers[place.layer] : null,
    district && districtName(district, language),
    itsBrand && `${language === 'zh' ? itsBrand : t.brandNames[brands.indexOf(itsBrand)]}${properties['brand_status'] === 'example' ? `(${t.example})` : ''}`,
    place.layer === 'carriers' ? themeName(text(properties, 'theme') ?? '', language) : null,
    place.layer !== 'carriers' && place.layer !== 'events' && !itsBrand ? kindOf(place, language) : null,
    language === 'zh' ? text(properties, 'cuisine_zh') : null,
    from && place.position && !beside ? t.away(formatMetres(distance(from, place.position), language)) : null,
  ].filter((fact): fact is string => fact !== null && fact !== '');
  const onNow = times && eventWords(place);
  const flag = times ? null : properties['sample'] === true ? t.example : properties['placement'] === 'district' ? t.unverified : place.position === null ? t.unplaced : null;
  return (
    <li>
      <button
        type="button"
        class="row"
        data-key={key}
        aria-current={selectedKey.value === key}
        onClick={() => {
          lastOpened = key;
          open(key, true);
        }}
      >
        <Mark {...markOfPlace(place)} size={28} />
        <span class="row-text">
          <span class="row-name">{language === 'zh' ? place.nameZh : place.nameEn ?? place.nameZh}</span>
          <span class="row-facts">{facts.join(' · ')}</span>
        </span>
        {flag && <span class="row-flag">{flag}</span>}
        {onNow && (
          <span class={`row-state state-${statusOf(place).state}`}>
            <span class="lamp" aria-hidden="true" />
            {onNow}
          </span>
        )}
        {!flag && status && (
          <span class={`row-state state-${status.state}`}>
            <span class="lamp" aria-hidden="true" />
            {t.state[status.state]}
            {status.at && (status.state === 'closing' || status.state === 'later' || status.state === 'open') && <span class="row-at">{status.state === 'later' ? status.at : `–${status.at}`}</span>}
          </span>
        )}
      </button>
    </li>
  );
}

/** "On now", "cancelled"; null for one of another evening. */
export function eventWords(event: Place): string | null {
  const t = words.value.events;
  const times = timesOf(event.properties);
  if (times === null) return null;
  if (times.cancelled) return t.cancelled;
  if (isOver(times, moment.value)) return t.over;
  if (!isTonight(times, moment.value)) return null;
  if (event.properties['status'] === 'tentative') return t.tentative;
  return t.states[statusOf(event).state];
}

/** What is on this evening, above the list; nothing where nothing is. */
export function Tonight() {
  const t = words.value.events;
  const events = tonight.value;
  if (events.length === 0) return null;
  const at = slide.value === null ? '' : `at=${new Date(moment.value * 60_000).toISOString().slice(0, 16)}&`;
  return (
    <section class="tonight" aria-labelledby="tonight">
      <h2 id="tonight">
        {t.tonight}
        <span class="tab-count">{events.length}</span>
      </h2>
      <ul class="list">
        {events.slice(0, 3).map((event) => (
          <Row key={placeKey(event)} place={event} />
        ))}
      </ul>
      <p class="tonight-more">
        <button type="button" class="text-button" onClick={() => chooseTab('events')}>
          {t.all}
        </button>
        <a class="text-button" href={`/whats-on.ics?${at}lang=${lang.value}`} download="whats-on.ics">
          {t.takeAlong}
        </a>
      </p>
    </section>
  );
}

/** What a place is, in words; unnamed venues say it as their name already. */
export function kindOf({ layer, properties }: Place, language: Lang): string | null {
  const kind = text(properties, 'kind') ?? '';
  if (layer === 'events') return eventKinds[kind]?.[language] ?? kind;
  if (layer === 'venues') return properties['named'] === false ? null : (venueKinds[kind]?.[language === 'zh' ? 0 : 1] ?? kind);
  return language === 'zh' ? text(properties, 'kind_zh') : codeWords(kind, 'en');
}

/** Opens the first hit: what Enter in the search field does. */
export function openFirst(): void {
  const [first] = listed.peek();
  if (first && query.peek().trim() !== '') {
    lastOpened = placeKey(first);
    if (placeByKey(lastOpened)) open(lastOpened, true);
  }
}
