import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { distance } from '../../domain/distance.ts';
import { navigationApps, navigationLinks, searchLink } from '../../domain/deeplinks.ts';
import { formatHectares, formatMetres, splitSources } from '../../domain/format.ts';
import { dayOf } from '../../domain/holidays.ts';
import { DAY, NIGHT_END, type Doubt } from '../../domain/hours.ts';
import { brandOf, brands, number, text, type Place } from '../../domain/types.ts';
import { EventsHere, EventTimes } from './card-event.tsx';
import { Fault } from './fault.tsx';
import { later } from './later.tsx';
import { kindOf } from './list.tsx';
import { alsoAt, canBeOpen, closeCard, lang, me, moment, open, share, statusOf, wish, words } from './state.ts';
import { placeKey } from '../../domain/types.ts';
import { pageOf } from '../../domain/urlstate.ts';
import { codeWords, statusWords, districtName, sourceNote, themeName } from './words.ts';
import { favourites, toggleFavourite } from './kept.ts';
import { Icon } from './icons.tsx';
import { tourWords } from './tours/words.ts';
import { Mark, markOfPlace } from '../../kit/mark.tsx';

/** Its code comes when the card is there; without it the card is one. */
const Near = later(() => import('./card-near.tsx').then((it) => it.CardNear), () => {});

const hasChinese = (value: string) => /\p{Script=Han}/u.test(value);

/** Notes kept in English only are left out of the Chinese card: its summary says what matters. */
const chinese = (value: string | null) => (value !== null && !/[A-Za-z]{4,}/.test(value) ? value : null);

/** Data in English on a Chinese page says so to screen readers, and the other way round. */
function Text({ children }: { children: string }) {
  const language = hasChinese(children) ? 'zh-Hans' : 'en';
  return <span lang={language}>{children}</span>;
}

function Fact({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Above this many metres a navigation app would lead people to the wrong block. */
const roughMetres = 250;
/** Above this the way there would be a guess: its name is searched for instead. */
const tooRoughMetres = 500;

export function Card({ place }: { place: Place }) {
  const t = words.value;
  const language = lang.value;
  const { properties } = place;
  const kept = favourites.value.includes(placeKey(place));
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [place]);

  /** The Chinese text of a fact where there is one and Chinese is read; else what the record has. */
  const localised = (zhName: string, name: string) => (language === 'zh' ? text(properties, zhName) ?? chinese(text(properties, name)) : text(properties, name, zhName));
  const title = language === 'zh' ? place.nameZh : place.nameEn ?? place.nameZh;
  const subtitle = language === 'zh' ? place.nameEn : place.nameZh;
  const accuracy = number(properties, 'position_accuracy_m');
  const brand = brandOf(properties);
  const byDistrict = properties['placement'] === 'district';
  const rough = accuracy !== null && accuracy > roughMetres;
  const summary = language === 'zh' ? text(properties, 'summary_zh') : null;
  const venue = place.layer === 'venues';
  const event = place.layer === 'events';
  const kind = venue || event ? kindOf(place, language) ?? '' : language === 'zh' ? text(properties, 'kind_zh') ?? codeWords(text(properties, 'kind') ?? '', 'zh') : codeWords(text(properties, 'kind') ?? '', 'en');
  const tooRough = accuracy !== null && accuracy > tooRoughMetres;
  const others = alsoAt(place);
  const boundary = text(properties, 'boundary_status');
  const area = number(properties, 'area_ha');
  const sources = splitSources(text(properties, 'source') ?? '');
  const basis = localised('basis_zh', 'basis');
  const district = text(properties, 'district', 'district_zh');
  const address = localised('address_zh', 'address');
  const extent = localised('extent_zh', 'extent_text');
  const metro = localised('metro_zh', 'metro');
  const compartments = number(properties, 'compartments');
  const links = place.position && properties['sample'] !== true ? navigationLinks(place.position, place.nameZh) : null;
  const status = text(properties, 'status');

  return (
    <article class="card" aria-labelledby="card-title">
      <header class="card-head">
        <Mark {...markOfPlace(place)} size={40} />
        <div class="card-names">
          <h2 id="card-title" ref={heading} tabIndex={-1}>
            <Text>{title}</Text>
          </h2>
          {subtitle && (
            <p class="muted">
              <Text>{subtitle}</Text>
            </p>
          )}
        </div>
        <button type="button" class="icon-button star" aria-pressed={kept} aria-label={t.keep} title={kept ? t.unkeep : t.keep} onClick={() => toggleFavourite(placeKey(place))}>
          <Icon name="star" />
        </button>
        <button type="button" class="icon-button" aria-label={t.share} title={t.share} onClick={() => void share(place)}>
          <Icon name="share" />
        </button>
        <button type="button" class="icon-button" aria-label={t.closeCard} title={t.closeCard} onClick={closeCard}>
          <Icon name="close" />
        </button>
      </header>

      <p class="badges">
        <span class="badge">{t.layers[place.layer]}</span>
        {properties['sample'] === true && <span class="badge badge-warn">{t.exampleLong}</span>}
        {brand && properties['brand_status'] === 'example' && <span class="badge badge-warn">{t.exampleBrand}</span>}
        {byDistrict && <span class="badge badge-warn">{t.unverified}</span>}
        {!byDistrict && place.position === null && <span class="badge badge-warn">{t.unplaced}</span>}
        {rough && <span class="badge badge-warn">{t.approximate}</span>}
        {properties['named_in_plan'] === false && <span class="badge badge-warn">{t.notNamed}</span>}
      </p>

      {summary && <p class="summary">{summary}</p>}
      {place.layer === 'events' ? <EventTimes event={place} /> : canBeOpen(place) && <Hours place={place} />}
      <EventsHere place={place} />

      {others.length > 0 && (
        <section aria-labelledby="card-also">
          <h3 id="card-also">{t.alsoAt}</h3>
          <div class="also">
            {others.slice(0, 8).map((other) => (
              <button type="button" class="chip" key={placeKey(other)} onClick={() => open(placeKey(other), false)}>
                <Mark {...markOfPlace(other)} size={18} />
                {language === 'zh' ? other.nameZh : other.nameEn ?? other.nameZh}
              </button>
            ))}
          </div>
        </section>
      )}

      {links && tooRough && (
        <section aria-labelledby="card-go">
          <h3 id="card-go">{t.navigate}</h3>
          <div class="go">
            <a class="go-link" href={searchLink(place.nameZh)} target="_blank" rel="noopener noreferrer">
              {t.searchAmap}
              <span class="sr-only">{t.opensElsewhere}</span>
            </a>
          </div>
          <p class="hint">{t.tooRough(formatMetres(accuracy!, language))}</p>
        </section>
      )}
      {links && !tooRough && (
        <section aria-labelledby="card-go">
          <h3 id="card-go">{t.navigate}</h3>
          <div class="go">
            {navigationApps.map((app) => (
              <a key={app} class="go-link" href={links[app]} target="_blank" rel="noopener noreferrer" aria-label={`${t.navigate}: ${t.apps[app]}${t.opensElsewhere}`}>
                {t.apps[app]}
              </a>
            ))}
          </div>
          {place.layer !== 'lockers' && place.layer !== 'carriers' && (
            <button type="button" class="text-button" onClick={() => void import('./tours/state.ts').then((tours) => tours.openTours(place))}>
              <Icon name="walk" size={18} /> {tourWords[language].start}
            </button>
          )}
          {rough && accuracy !== null && <p class="hint">{t.navigateHint(formatMetres(accuracy, language))}</p>}
        </section>
      )}

      <Near place={place} />

      <section aria-labelledby="card-facts">
        <h3 id="card-facts">{t.facts}</h3>
        <dl class="facts">
          {brand && (
            <Fact term={t.brand}>
              {language === 'zh' ? brand : t.brandNames[brands.indexOf(brand)]}
              {properties['brand_status'] === 'example' && ` · ${t.example}`}
            </Fact>
          )}
          {brand && text(properties, 'brand_reason') && language === 'zh' && <Fact term={t.brandWhy}>{text(properties, 'brand_reason')}</Fact>}
          {brand && text(properties, 'brand_evidence') && language === 'en' && <Fact term={t.brandWhy}>{text(properties, 'brand_evidence')}</Fact>}
          {text(properties, 'theme') && <Fact term={t.theme}>{themeName(text(properties, 'theme')!, language)}</Fact>}
          {kind !== '' && <Fact term={t.kind}>{kind}</Fact>}
          {text(properties, 'cuisine') && <Fact term={t.cuisine}>{(language === 'zh' && text(properties, 'cuisine_zh')) || text(properties, 'cuisine')!.replaceAll('_', ' ').replaceAll(';', ', ')}</Fact>}
          {district && <Fact term={t.district}>{districtName(district, language)}</Fact>}
          {address && (
            <Fact term={t.address}>
              <Text>{address}</Text>
            </Fact>
          )}
          {metro && (
            <Fact term={t.metro}>
              <Text>{metro}</Text>
            </Fact>
          )}
          {extent && (
            <Fact term={t.extent}>
              <Text>{extent}</Text>
            </Fact>
          )}
          {area !== null && <Fact term={t.area}>{formatHectares(area, language)}</Fact>}
          {status && <Fact term={t.status}>{(language === 'zh' && text(properties, 'status_zh')) || statusWords(status, language)}</Fact>}
          {place.layer === 'carriers' && <Fact term={t.named}>{properties['named_in_plan'] === false ? t.notNamed : t.namedYes}</Fact>}
          {event && text(properties, 'place_zh') && (
            <Fact term={t.events.where}>
              <Text>{text(properties, 'place_zh')!}</Text>
            </Fact>
          )}
          {text(properties, 'organizer') && <Fact term={t.events.organizer}>{text(properties, 'organizer')}</Fact>}
          {text(properties, 'operator') && <Fact term={t.operator}>{text(properties, 'operator')}</Fact>}
          {compartments !== null && <Fact term={t.compartments}>{t.compartmentCount(compartments)}</Fact>}
          {boundary && <Fact term={t.boundary}>{t.boundaryStatus[boundary] ?? boundary}</Fact>}
        </dl>
      </section>

      <section aria-labelledby="card-position">
        <h3 id="card-position">{t.position}</h3>
        {byDistrict && <p class="hint">{t.unverifiedHint}</p>}
        {!byDistrict && place.position === null && <p class="hint">{t.notLocated}</p>}
        <dl class="facts">
          {(!venue || accuracy !== null) && <Fact term={t.accuracy}>{accuracy === null ? t.accuracyUnknown : t.accuracyWithin(formatMetres(accuracy, language))}</Fact>}
          {me.value && place.position && <Fact term={t.nearMe}>{t.away(formatMetres(distance(me.value, place.position), language))}</Fact>}
          {event && text(properties, 'accuracy') && <Fact term={t.events.sure}>{text(properties, 'accuracy')}</Fact>}
          {event && text(properties, 'checked_on') && <Fact term={t.events.checked}>{text(properties, 'checked_on')}</Fact>}
          {basis && (
            <Fact term={t.basis}>
              <Text>{basis}</Text>
            </Fact>
          )}
          <Fact term={t.source}>
            {sources.length === 0 ? (
              t.sourceUnknown
            ) : (
              <ul class="sources">
                {sources.map((source) => (
                  <li key={source.label + source.url}>
                    {source.url ? (
                      <a href={source.url} target="_blank" rel="noopener noreferrer nofollow">
                        <Text>{sourceNote(source.label, language)}</Text>
                        <span class="sr-only">{t.opensElsewhere}</span>
                      </a>
                    ) : (
                      <Text>{sourceNote(source.label, language)}</Text>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        </dl>
        <a class="text-button" href={pageOf(place, language)}>
          <Icon name="out" size={18} /> {t.ownPage}
        </a>
        {(place.position || byDistrict) && (
          <button type="button" class="text-button" onClick={() => (wish.value = { kind: 'place', key: placeKey(place) })}>
            <Icon name="locate" size={18} /> {t.showOnMap}
          </button>
        )}
      </section>
      <Fault key={placeKey(place)} place={place} />
    </article>
  );
}

/** Why one should ask before going: what the hours do not say of this day. */
function doubtHint(doubt: Doubt | null): string | null {
  if (doubt === null) return null;
  const t = words.value;
  if (doubt === 'calendar') return t.holidaysUnknown;
  // The evening that a night belongs to ends at five.
  const day = dayOf(new Date((moment.value - NIGHT_END) * 60_000).toISOString().slice(0, 10));
  const name = lang.value === 'zh' ? day.nameZh : day.nameEn;
  if (doubt === 'holiday') return t.holidayToday(name ?? t.holidays);
  return day.kind === 'workday' && name !== null ? t.workdayToday(name) : t.workdayAhead;
}

function Hours({ place }: { place: Place }) {
  const t = words.value;
  const { properties } = place;
  const status = statusOf(place);
  const doubt = doubtHint(status.doubt);
  const said = lang.value === 'zh' ? text(properties, 'hours_zh') ?? chinese(text(properties, 'hours_text')) : text(properties, 'hours_text', 'hours_zh');
  const worthSaying = said !== null && said !== 'unknown';
  return (
    <section class={`hours hours-${status.state}`} aria-labelledby="card-hours">
      <h3 id="card-hours" class="sr-only">
        {t.hours}
      </h3>
      <p class="hours-now">
        <span class="lamp" aria-hidden="true" />
        {status.state === 'unknown' ? t.hoursUnknown : t.state[status.state]}
        {status.state === 'open' && status.at === null && status.doubt === null && <span class="muted"> · {t.allDay}</span>}
        {(status.state === 'open' || status.state === 'closing') && status.at && <span class="muted"> · {t.until(status.at)}</span>}
        {(status.state === 'closed' || status.state === 'later') && status.at && <span class="muted"> · {t.opensAt(status.at, Math.floor((moment.value + (status.minutesLeft ?? 0)) / DAY) - Math.floor(moment.value / DAY))}</span>}
      </p>
      {status.state === 'unknown' && status.doubt === null && <p class="hint">{t.hoursUnknownHint}</p>}
      {doubt !== null && <p class="hint hint-warn">{doubt}</p>}
      {worthSaying && (
        <p class="hint">
          {t.hoursNote}: <Text>{said}</Text>
        </p>
      )}
      {place.layer === 'venues' && (
        <p class="hint">
          {t.osmText}: <span lang="en">{text(properties, 'hours_osm')}</span>
        </p>
      )}
      {place.layer === 'venues' && <p class="hint">{t.osmHours}</p>}
      {properties['hours_reliability'] === 'low' && <p class="hint hint-warn">{t.hoursLow}</p>}
      {text(properties, 'hours_checked_by') !== null && <p class="hint">{t.hoursChecked(text(properties, 'hours_checked_by')!, text(properties, 'hours_checked_on') ?? '')}</p>}
    </section>
  );
}
