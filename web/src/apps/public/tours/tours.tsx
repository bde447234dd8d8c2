import { useEffect, useRef } from 'preact/hooks';
import { clock } from '../../../domain/hours.ts';
import { placeKey } from '../../../domain/types.ts';
import { Mark, markOfPlace } from '../../../kit/mark.tsx';
import { Icon } from '../icons.tsx';
import { lang, open, words } from '../state.ts';
import { budget, budgets, choose, chosen, closeTours, find, setBudget, start, STAY, tours, type FoundTour } from './state.ts';
import { tourWords } from './words.ts';
import './tours.css';

export function ToursPanel() {
  const t = tourWords[lang.value];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const from = start.value;
  const found = tours.value;
  const nameOf = (place: { nameZh: string; nameEn: string | null }) => (lang.value === 'zh' ? place.nameZh : place.nameEn ?? place.nameZh);
  return (
    <div class="panel tours">
      <header class="panel-head">
        <button type="button" class="icon-button" aria-label={words.value.back} title={words.value.back} onClick={closeTours}>
          <Icon name="back" />
        </button>
        <h2 tabIndex={-1} ref={heading}>
          {t.title}
        </h2>
      </header>
      {from && <p class="tour-from">{t.from(nameOf(from))}</p>}
      <div class="chips tour-budget" role="group" aria-label={t.budget}>
        {budgets.map((minutes) => (
          <button type="button" class="chip" key={minutes} aria-pressed={budget.value === minutes} onClick={() => setBudget(minutes)}>
            {t.minutes(minutes)}
          </button>
        ))}
      </div>
      <p class="hint">{t.stay(STAY)}</p>
      {found === 'busy' && (
        <div class="skeletons" role="status" aria-label={t.looking}>
          <div class="skeleton" />
          <div class="skeleton" />
        </div>
      )}
      {(found === 'failed' || found === 'no-network') && (
        <div class="state state-small" role="alert">
          <p class="state-title">{found === 'failed' ? t.failed : t.noNetwork}</p>
          {found === 'no-network' && <p class="muted">{t.noNetworkHint}</p>}
          {found === 'failed' && (
            <button type="button" class="button" onClick={() => void find()}>
              {t.retry}
            </button>
          )}
        </div>
      )}
      {Array.isArray(found) && found.length === 0 && (
        <div class="state state-small" role="status">
          <p class="state-title">{t.none}</p>
          <p class="muted">{t.noneHint}</p>
        </div>
      )}
      {Array.isArray(found) && found.length > 0 && (
        <ol class="tour-list" role="list">
          {(found as readonly FoundTour[]).map((tour, index) => (
            <li key={tour.stops.length} class="tour" aria-current={chosen.value === index}>
              <button type="button" class="tour-head" aria-expanded={chosen.value === index} onClick={() => void choose(index)}>
                <span class="tour-sum">{t.summary(tour.stops.length, tour.walking)}</span>
                <span class="muted">{t.ends(clock(tour.end))}</span>
              </button>
              {chosen.value === index && (
                <ol class="tour-stops">
                  {tour.stops.map((stop, at) => (
                    <li key={placeKey(stop.place)}>
                      <span class="tour-walk muted">{t.walk(stop.walk)}</span>
                      <button type="button" class="row" onClick={() => open(placeKey(stop.place), true)}>
                        <span class="tour-number" aria-hidden="true">
                          {at + 1}
                        </span>
                        <Mark {...markOfPlace(stop.place)} size={24} />
                        <span class="row-text">
                          <span class="row-name">{nameOf(stop.place)}</span>
                        </span>
                        <span class="row-state">{clock(stop.arrival)}</span>
                      </button>
                    </li>
                  ))}
                </ol>
              )}
            </li>
          ))}
        </ol>
      )}
      <p class="hint">{t.note}</p>
    </div>
  );
}
