import { signal } from '@preact/signals';
import { placeKey } from '../../domain/types.ts';
import { Icon } from './icons.tsx';
import { forgetRecent, recent } from './kept.ts';
import { openFirst } from './list.tsx';
import { NightSlider } from './slider.tsx';
import * as state from './state.ts';
import type { Wanted } from '../../domain/night.ts';

/** Search, chips and the hour: at the head of the sheet, where a thumb is. */
export function Top() {
  const t = state.words.value;
  const night = state.theme.value === 'night';
  return (
    <header class="top" onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && (seeking.value = false)}>
      <div class="brandline">
        <h1>
          <span class="lantern" aria-hidden="true" />
          {t.title}
        </h1>
        <p class="muted">
          {t.product} · {t.tagline}
        </p>
      </div>
      <div class="search" onFocusIn={() => (seeking.value = true)}>
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
      {seeking.value && state.query.value === '' && <Recent />}
      <Chips />
      <NightSlider />
      <p class="sr-only" role="status">
        {state.searching.value ? t.results(state.hits.value.length) : state.filtered.value ? t.filteredCount(state.listed.value.length) : ''}
      </p>
    </header>
  );
}

/** The search is being used: what was seen lately is offered. */
const seeking = signal(false);

function Recent() {
  const t = state.words.value;
  const places = recent.value.flatMap((key) => state.placeByKey(key) ?? []);
  if (places.length === 0) return null;
  return (
    <div class="chips recent" role="group" aria-label={t.recent}>
      <span class="muted">{t.recent}</span>
      {places.map((place) => (
        <button
          type="button" class="chip" key={placeKey(place)}
          onClick={() => {
            seeking.value = false;
            state.open(placeKey(place), true);
          }}
        >
          {state.lang.value === 'zh' ? place.nameZh : place.nameEn ?? place.nameZh}
        </button>
      ))}
      <button type="button" class="text-button" onClick={forgetRecent}>
        {t.forgetRecent}
      </button>
    </div>
  );
}

const kinds: readonly Wanted[] = ['food', 'market', 'landmark'];

function Chips() {
  const t = state.words.value;
  const chosen = state.wanted.value;
  return (
    <div class="chips" role="group" aria-label={t.chips} tabIndex={-1}>
      <button type="button" class="chip" aria-pressed={state.openOnly.value} onClick={() => state.chooseChip(() => (state.openOnly.value = !state.openOnly.peek()))}>
        <span class="lamp lamp-open" aria-hidden="true" />
        {t.chipOpen}
      </button>
      <button type="button" class="chip" aria-pressed={state.near.value} aria-busy={state.locating.value === 'busy'} onClick={state.toggleNear}>
        {t.chipNear}
      </button>
      <button type="button" class="chip" aria-pressed={state.keptOnly.value} onClick={() => state.chooseChip(() => (state.keptOnly.value = !state.keptOnly.peek()))}>
        {t.chipKept}
      </button>
      {kinds.map((kind) => (
        <button type="button" class="chip" key={kind} aria-pressed={chosen === kind} onClick={() => state.chooseChip(() => (state.wanted.value = chosen === kind ? null : kind))}>
          {t.wanted[kind]}
        </button>
      ))}
    </div>
  );
}
