import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { knownYears } from '../../domain/holidays.ts';
import { brands, layerIds, themes, type BrandFilter, type LayerId } from '../../domain/types.ts';
import { brand, brandCounts, chooseBrand, coming, lang, openPanel, panel, setSize, show, site, size, venues, visible, words } from './state.ts';
import type { ShapeName } from '../../map/shapes.ts';
import { codeWords, layerAccuracy, layerSource, themeName } from './words.ts';
import { Icon } from './icons.tsx';
import { brandShape, Mark } from '../../kit/mark.tsx';

function PanelHead({ title }: { title: string }) {
  const t = words.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header class="panel-head">
      <button type="button" class="icon-button" aria-label={t.back} title={t.back} onClick={() => openPanel('list')}>
        <Icon name="back" />
      </button>
      <h2 tabIndex={-1} ref={heading}>
        {title}
      </h2>
      {panel.value === 'layers' && (
        <button type="button" class="icon-button" aria-label={t.aboutOpen} title={t.aboutOpen} onClick={() => openPanel('about')}>
          <Icon name="info" />
        </button>
      )}
    </header>
  );
}

const layerMarks: Record<LayerId, ComponentChildren> = {
  night_streets: <Mark shape="brand-none" />,
  events: <Mark shape="event" />,
  venues: <Mark shape="dot" />,
  checkin_spots: <Mark shape="checkin" />,
  heritage_blocks: <Mark shape="heritage" />,
  carriers: <Mark shape="park" />,
  lockers: <Mark shape="locker-parcel" />,
  districts: <span class="swatch-line" aria-hidden="true" />,
};

export function LayersPanel() {
  const t = words.value;
  const counts = new Map(site.value?.live.map((layer) => [layer.id, layer]) ?? []);
  const served = layerIds.filter((id) => (id === 'venues' ? venues.value.places.length > 0 : id === 'events' ? coming.value.length > 0 : site.value === null || counts.has(id)));
  return (
    <div class="panel">
      <PanelHead title={t.layersTitle} />
      <ul class="switches">
        <li>
          <button type="button" class="switch" role="switch" aria-checked={size.value === 'elder'} onClick={() => setSize(size.value === 'elder' ? 'plain' : 'elder')}>
            <span class="elder-mark" aria-hidden="true">
              {lang.value === 'zh' ? '大' : 'A'}
            </span>
            <span class="switch-text">
              <span>{t.elder}</span>
              <span class="muted">{t.elderHint}</span>
            </span>
            <span class="switch-track" aria-hidden="true">
              <span class="switch-knob" />
            </span>
          </button>
        </li>
        {served.map((id) => {
          const layer = counts.get(id);
          const on = visible.value.includes(id);
          return (
            <li key={id}>
              <button type="button" class="switch" role="switch" aria-checked={on} aria-label={t.showLayer(t.layers[id])} data-layer={id} onClick={() => show(id, !on)}>
                {layerMarks[id]}
                <span class="switch-text">
                  <span>{t.layers[id]}</span>
                  {id === 'venues' && <span class="muted">{t.count(venues.value.places.length)}</span>}
                  {layer && <span class="muted">{layer.placed < layer.count ? t.placedOf(layer.placed, layer.count) : t.count(layer.count)}</span>}
                </span>
                <span class="switch-track" aria-hidden="true">
                  <span class="switch-knob" />
                </span>
              </button>
              <Legend layer={id} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Item({ children, mark }: { children: ComponentChildren; mark: ComponentChildren }) {
  return (
    <li>
      {mark}
      <span>{children}</span>
    </li>
  );
}

/** A brand in the legend, which leaves only its streets when pressed. */
function BrandItem({ value, shape, label }: { value: Exclude<BrandFilter, null>; shape: ShapeName; label: string }) {
  return (
    <li>
      <button type="button" class="legend-brand" aria-pressed={brand.value === value} onClick={() => chooseBrand(brand.value === value ? null : value)}>
        <Mark shape={shape} size={20} />
        <span>{label}</span>
        <span class="chip-count">{brandCounts.value.get(value) ?? 0}</span>
      </button>
    </li>
  );
}

function Legend({ layer }: { layer: LayerId }) {
  const t = words.value;
  const language = lang.value;
  if (layer === 'night_streets') {
    return (
      <div class="legend">
        <h3>{t.brandsLegend}</h3>
        <ul class="legend-items">
          {brands.map((name, index) => (
            <BrandItem key={name} value={name} shape={brandShape(index)} label={language === 'zh' ? name : t.brandNames[index]!} />
          ))}
          <BrandItem value="none" shape="brand-none" label={t.noBrand} />
        </ul>
        <p class="hint">{t.brandNote}</p>
        <h3>{t.hoursLegend}</h3>
        <ul class="legend-items">
          <Item mark={<Mark shape="brand-none" size={20} />}>{t.hoursLegendKnown}</Item>
          <Item mark={<Mark shape="brand-none" fill="hatched" size={20} />}>{t.hoursLegendUnknown}</Item>
          <Item mark={<Mark shape="brand-none" fill="hollow" size={20} />}>{t.hoursLegendClosed}</Item>
          <Item mark={<span class="swatch-ember" aria-hidden="true" />}>{t.hoursLegendEmber}</Item>
        </ul>
      </div>
    );
  }
  if (layer === 'venues') {
    return (
      <div class="legend">
        <ul class="legend-items">
          <Item mark={<span class="swatch-venue swatch-open" aria-hidden="true" />}>{t.state.open}</Item>
          <Item mark={<span class="swatch-venue swatch-closing" aria-hidden="true" />}>{t.state.closing}</Item>
          <Item mark={<span class="swatch-venue swatch-closed" aria-hidden="true" />}>{t.state.closed}</Item>
          <Item mark={<span class="swatch-venue swatch-unknown" aria-hidden="true" />}>{t.state.unknown}</Item>
        </ul>
        <p class="hint">{t.osmHours}</p>
      </div>
    );
  }
  if (layer === 'carriers') {
    const carriers = site.value?.carriers;
    const notes: [string, ComponentChildren][] = [
      [t.carriersPark, <Mark shape="park" size={20} />],
      [t.carriersBuilding, <Mark shape="building" size={20} />],
      [t.carriersHollow, <Mark shape="park" fill="hollow" size={20} />],
      [t.carriersRing, <span class="swatch-ring" aria-hidden="true" />],
      [t.carriersDash, <span class="swatch-dash" aria-hidden="true" />],
    ];
    return (
      <div class="legend">
        {carriers && <p class="sentence">{t.carriersSentence(carriers.planned, carriers.placed, carriers.by_district, carriers.surveyed)}</p>}
        <h3>{t.themesLegend}</h3>
        <ul class="legend-items">
          {themes.map((theme, index) => (
            <Item key={theme.name} mark={<Mark shape="park" theme={index} size={22} />}>
              {themeName(theme.name, language)}
            </Item>
          ))}
        </ul>
        <ul class="legend-items legend-notes">
          {notes.map(([label, mark]) => (
            <Item key={label} mark={mark}>
              {label}
            </Item>
          ))}
        </ul>
      </div>
    );
  }
  if (layer === 'lockers') {
    const kinds: [string, ShapeName][] = [['parcel', 'locker-parcel'], ['pickup', 'locker-station'], ['heated_food', 'locker-warm']];
    return (
      <div class="legend">
        <ul class="legend-items">
          {kinds.map(([kind, shape]) => (
            <Item key={kind} mark={<Mark shape={shape} size={20} />}>
              {codeWords(kind, language)}
            </Item>
          ))}
          <Item mark={<Mark shape="locker-parcel" fill="hatched" size={20} />}>{t.lockerSample}</Item>
        </ul>
      </div>
    );
  }
  return null;
}

export function AboutPanel() {
  const t = words.value;
  const language = lang.value;
  const about = site.value;
  const count = (id: string) => about?.live.find((layer) => layer.id === id)?.count ?? 0;
  return (
    <div class="panel">
      <PanelHead title={t.about} />
      {about && (
        <>
          <p class="notice">{about.review_number ? t.review(about.review_number) : t.notice(about.notice ?? '')}</p>
          <nav aria-label={t.alsoHere}>
            <h3>{t.alsoHere}</h3>
            <ul class="plain">
              <li><a href={`/planner${language === 'zh' ? '' : '#lang=en'}`}>{t.toPlanner}</a></li>
              <li><a href="/catalog">{t.toCatalog}</a></li>
              <li><a href={`/posters${language === 'zh' ? '' : '?lang=en'}`}>{t.toPosters}</a></li>
            </ul>
          </nav>
          <section>
            <h3>{t.progress}</h3>
            <ul class="plain">
              <li>{t.progressThemes(about.plan.themes)}</li>
              <li>{t.progressSpots(count('checkin_spots'), about.plan.spots)}</li>
              <li>{t.progressCarriers(count('carriers'), about.plan.carriers)}</li>
              <li>{t.carriersSentence(about.carriers.planned, about.carriers.placed, about.carriers.by_district, about.carriers.surveyed)}</li>
            </ul>
          </section>
          <section>
            <h3>{t.basemap}</h3>
            <p>{about.basemap.present ? about.basemap.attribution ?? '© OpenStreetMap contributors' : t.basemapAbsent}</p>
            {about.basemap.present && <p class="hint">{[about.basemap.source, about.basemap.built?.slice(0, 10)].filter(Boolean).join(' · ')}</p>}
          </section>
          <section>
            <h3>{t.holidays}</h3>
            <p>{t.holidayYears(knownYears.join(language === 'zh' ? '、' : ', '))}</p>
          </section>
          {about.live.map((layer) => (
            <section key={layer.id}>
              <h3>{t.layers[layer.id as LayerId] ?? layer.id}</h3>
              <dl class="facts">
                {layer.source && (
                  <div class="fact">
                    <dt>{t.source}</dt>
                    <dd>{layerSource(layer.id, layer.source, language)}</dd>
                  </div>
                )}
                {layer.license && (
                  <div class="fact">
                    <dt>{t.licence}</dt>
                    <dd>{layer.license}</dd>
                  </div>
                )}
                {layer.accuracy && (
                  <div class="fact">
                    <dt>{t.accuracyNote}</dt>
                    <dd>{layerAccuracy(layer.id, layer.accuracy, language)}</dd>
                  </div>
                )}
              </dl>
            </section>
          ))}
          <p class="hint">{t.version(about.version, about.revision)}</p>
        </>
      )}
    </div>
  );
}

export function Panels() {
  return panel.value === 'layers' ? <LayersPanel /> : <AboutPanel />;
}
