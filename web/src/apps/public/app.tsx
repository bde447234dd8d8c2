import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { brands, placeLayers, type BrandFilter } from '../../domain/types.ts';
import { formatMoment } from '../../domain/format.ts';
import { Card } from './card.tsx';
import { Icon } from '../../ui/icons.tsx';
import { List, openFirst } from './list.tsx';
import { brandShape, Mark } from '../../ui/mark.tsx';
import { AboutPanel, LayersPanel } from './panels.tsx';
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
    const name = selected && (state.lang.value === 'zh' ? selected.nameZh : selected.nameEn ?? selected.nameZh);
    document.title = name ? `${name} · ${t.product}` : t.documentTitle;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', state.theme.value === 'night' ? '#080a16' : '#ffffff');
  }, [state.lang.value, state.theme.value, selected]);

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
    <div class="app" data-sheet={state.sheet.value}>
      <a class="skip" href="#places" onClick={skipToList}>
        {t.skipToList}
      </a>
      <main class="stage" aria-label={t.title}>
        <MapView />
      </main>
      <div class="side">
        <Top />
        <Sheet>
          {state.panel.value === 'layers' ? (
            <LayersPanel />
          ) : state.panel.value === 'about' ? (
            <AboutPanel />
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
              {!state.searching.value && <Tabs />}
              <List />
            </>
          )}
        </Sheet>
      </div>
      {(!state.online.value || state.saved.value) && (
        <p class="toast" role="status">
          {state.saved.value?.at ? t.offlineSaved(formatMoment(state.saved.value.at, state.lang.value)) : t.offline}
        </p>
      )}
    </div>
  );
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

function Top() {
  const t = state.words.value;
  const night = state.theme.value === 'night';
  return (
    <header class="top">
      <div class="brandline">
        <h1>
          <span class="lantern" aria-hidden="true" />
          {t.title}
        </h1>
        <p class="muted">
          {t.product} · {t.tagline}
        </p>
      </div>
      <div class="search">
        <label class="sr-only" for="search">
          {t.searchLabel}
        </label>
        <Icon name="search" />
        <input
          id="search"
          type="search"
          enterkeyhint="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={t.searchPlaceholder}
          value={state.query.value}
          onInput={(event) => state.setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.isComposing) return; // the Enter that picks Chinese characters opens nothing
            if (event.key === 'Enter') openFirst();
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              if (state.sheet.peek() === 'peek') state.sheet.value = 'half';
              document.querySelector<HTMLElement>('#list .row')?.focus();
            }
          }}
        />
        {state.query.value !== '' && (
          <button type="button" class="icon-button" aria-label={t.clearSearch} title={t.clearSearch} onClick={() => state.setQuery('')}>
            <Icon name="close" size={18} />
          </button>
        )}
        <span class="search-line" aria-hidden="true" />
        <button type="button" class="icon-button lang" lang={state.lang.value === 'zh' ? 'en' : 'zh-Hans'} aria-label={t.switchLang} title={t.switchLang} onClick={() => state.setLang(state.lang.value === 'zh' ? 'en' : 'zh')}>
          {t.switchLangShort}
        </button>
        <button type="button" class="icon-button" aria-label={night ? t.toDay : t.toNight} title={night ? t.toDay : t.toNight} onClick={() => state.setTheme(night ? 'day' : 'night')}>
          <Icon name={night ? 'sun' : 'moon'} />
        </button>
      </div>
      <Chips />
      <p class="sr-only" role="status">
        {state.searching.value ? t.results(state.hits.value.length) : ''}
      </p>
    </header>
  );
}

function Chips() {
  const t = state.words.value;
  const chosen = state.brand.value;
  const counts = state.brandCounts.value;
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const chip = (value: BrandFilter, label: string, count: number, index?: number) => (
    <button type="button" class="chip" key={label} aria-pressed={chosen === value} onClick={() => state.chooseBrand(chosen === value ? null : value)}>
      {value !== null && <Mark shape={index === undefined ? 'brand-none' : brandShape(index)} size={18} />}
      {label}
      {total > 0 && <span class="chip-count">{count}</span>}
    </button>
  );
  return (
    <div class="chips" role="group" aria-label={t.brandFilter} tabIndex={-1}>
      {chip(null, t.allBrands, total)}
      {brands.map((brand, index) => chip(brand, state.lang.value === 'zh' ? brand : t.brandNames[index]!, counts.get(brand) ?? 0, index))}
      {chip('none', t.noBrand, counts.get('none') ?? 0)}
    </div>
  );
}

function Tabs() {
  const t = state.words.value;
  const live = new Map(state.site.value?.live.map((layer) => [layer.id, layer.count]) ?? []);
  const shown = placeLayers.filter((layer) => state.site.value === null || live.has(layer));
  const root = useRef<HTMLDivElement>(null);
  const carriers = state.site.value?.carriers;
  return (
    <>
      <div class="tabs" role="group" aria-label={t.placesTabs} ref={root}>
        {shown.map((layer) => (
          <button type="button" class="tab" key={layer} aria-pressed={state.tab.value === layer} onClick={() => state.chooseTab(layer)}>
            {t.tabs[layer]}
            <span class="tab-count">{live.get(layer) ?? ''}</span>
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
