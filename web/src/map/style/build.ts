import type { LayerSpecification, SourceSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { BrandFilter, LayerId, LonLat } from '../../domain/types.ts';
import type { Lang } from '../../domain/urlstate.ts';
import { base, districtLines, land, lines } from './layers/ground.ts';
import { districtLabels, labels } from './layers/labels.ts';
import { areas, glow, hitRings, marks, selection, type MapWords } from './layers/live.ts';
import { shippedGround, shippedLabels, shippedSea } from './layers/shipped.ts';
import { tourLayers, tourSource, type TourShape } from './layers/tour.ts';
import { eventLayers } from './layers/events.ts';
import { venueLayers, venueStates } from './layers/venues.ts';
import { colours, type Theme } from './tokens.ts';

export interface StyleInput {
  /** Scheme and host that the tiles come from; the worker needs whole addresses. */
  readonly origin: string;
  readonly live: readonly string[];
  readonly basemap: boolean;
  /** Where `data/base/tianjin.geojson` is, which stands in for a base map; null: nowhere. */
  readonly shipped?: string | null;
  /** Places with opening hours, as `domain/venues` makes them; null: none. */
  readonly venues?: GeoJSON.FeatureCollection | null;
  /** What is on this evening; null: nothing. */
  readonly events?: GeoJSON.FeatureCollection | null;
  /** Their classes that are shown; null: all. */
  readonly venueKinds?: readonly string[] | null;
  readonly bounds: readonly [number, number, number, number];
  readonly theme: Theme;
  readonly lang: Lang;
  readonly words: MapWords;
  readonly visible: readonly LayerId[];
  readonly brand: BrandFilter;
  /** What is opened, and where the person is. */
  readonly selected: LonLat | null;
  readonly selectedId: string | null;
  /** Places whose name stands there already: `domain/doubles`. */
  readonly unnamed: readonly string[];
  readonly me: LonLat | null;
  /** What a search found: each gets a ring. */
  readonly hits?: readonly LonLat[];
  /** A walk of several legs with numbered stops. */
  readonly tour?: TourShape | null;
}

/** The style as MapLibre takes it. No `glyphs`: all text is drawn from the fonts of the system. */
export function buildStyle(input: StyleInput): StyleSpecification {
  const c = colours[input.theme];
  const night = input.theme === 'night';
  const withBase = <T,>(list: T[]): T[] => (input.basemap ? list : []);
  const withShipped = <T,>(list: T[]): T[] => (!input.basemap && input.shipped ? list : []);
  const withVenues = <T,>(list: T[]): T[] => (input.venues ? list : []);
  const layers: LayerSpecification[] = [
    ...land(c, night),
    ...(input.basemap && input.shipped ? shippedSea(c) : []),
    ...withBase([...base(c), ...lines(c)]),
    ...withShipped(shippedGround(c)),
    ...districtLines(c),
    ...areas(c, input.words, input.selectedId),
    ...glow(c, night),
    ...withBase(labels(c, input.lang)),
    ...withShipped(shippedLabels(c, input.lang)),
    ...withVenues(venueLayers(c, input.lang, night, input.venueKinds ?? null)),
    ...districtLabels(c, input.lang),
    ...selection(c),
    ...(input.hits && input.hits.length > 0 ? hitRings(c) : []),
    ...marks(c, input.lang, input.theme, input.words),
    ...(input.events ? eventLayers(c, input.lang) : []),
    ...(input.tour ? tourLayers(c) : []),
  ];
  const served = layers.filter((layer) => servedBy(layer, input.live));
  return {
    version: 8,
    ...(input.venues && { state: { [venueStates]: { default: '' } } }),
    name: `Jintu ${input.theme}`,
    sources: {
      ...(input.live.length > 0 && {
        // One composite: one request a tile for all six layers.
        live: {
          type: 'vector', tiles: [`${input.origin}/tiles/${input.live.join(',')}/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 14,
          bounds: [...input.bounds], promoteId: { night_streets: 'id' },
        },
      }),
      ...(input.basemap && { basemap: { type: 'vector', tiles: [`${input.origin}/tiles/basemap/{z}/{x}/{y}.mvt`], minzoom: 0, maxzoom: 14 } }),
      ...(input.shipped && { shipped: { type: 'geojson', data: input.shipped, attribution: 'Natural Earth; metromancn (MIT)' } }),
      ...(input.venues && { venues: { type: 'geojson', data: input.venues, attribution: '© OpenStreetMap contributors' } }),
      ...(input.events && { events: { type: 'geojson', data: input.events } }),
      ...(input.hits && input.hits.length > 0 && { hits: { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: { type: 'MultiPoint', coordinates: input.hits.map((it) => [...it]) } } } }),
      ...(input.tour && { tour: tourSource(input.tour) }),
      selected: pointSource(input.selected),
      me: pointSource(input.me),
    },
    layers: served.map((layer) => withoutDoubles(withBrand(withVisibility(layer, input.visible), input.brand), input.unnamed)),
  };
}

function servedBy(layer: LayerSpecification, live: readonly string[]): boolean {
  const owner = ownerOf(layer);
  return owner === null || owner === 'venues' || owner === 'events' || live.includes(owner);
}

/** The live layer that a style layer draws; null for the base map and the page's own. */
export function ownerOf(layer: LayerSpecification): LayerId | null {
  if ('source' in layer && (layer.source === 'venues' || layer.source === 'events')) return layer.source;
  if (!('source' in layer) || layer.source !== 'live') return null;
  const name = (layer['source-layer'] ?? '').replace(/_(border|label|boundary|accuracy)$/, '');
  return name as LayerId;
}

/** Districts are the ground: switching them off hides their lines and names, not the land. */
const ground = new Set(['districts', 'districts-glow']);

export function isVisible(layer: LayerSpecification, visible: readonly LayerId[]): boolean {
  const owner = ownerOf(layer);
  return owner === null || ground.has(layer.id) || visible.includes(owner);
}

function withVisibility(layer: LayerSpecification, visible: readonly LayerId[]): LayerSpecification {
  if (isVisible(layer, visible)) return layer;
  return { ...layer, layout: { ...('layout' in layer ? layer.layout : {}), visibility: 'none' } } as LayerSpecification;
}

function withoutDoubles(layer: LayerSpecification, unnamed: readonly string[]): LayerSpecification {
  if (layer.type !== 'symbol' || unnamed.length === 0 || !/^(checkin_spots|heritage_blocks|carriers)-name$/.test(layer.id)) return layer;
  const wanted = ['!', ['in', ['get', 'id'], ['literal', [...unnamed]]]];
  return { ...layer, filter: layer.filter ? ['all', wanted, layer.filter] : wanted } as LayerSpecification;
}

function pointSource(position: LonLat | null): SourceSpecification {
  const features: GeoJSON.Feature[] = position ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [...position] } }] : [];
  return { type: 'geojson', data: { type: 'FeatureCollection', features } };
}

/** Only the streets of the chosen brand; their accuracy rings carry no brand and go. */
function withBrand(layer: LayerSpecification, brand: BrandFilter): LayerSpecification {
  if (brand === null || ownerOf(layer) !== 'night_streets' || !('source-layer' in layer)) return layer;
  if (layer['source-layer'] !== 'night_streets') return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
  const wanted = brand === 'none' ? ['!', ['has', 'brand']] : ['==', ['get', 'brand'], brand];
  const own = 'filter' in layer && layer.filter ? [layer.filter] : [];
  return { ...layer, filter: ['all', wanted, ...own] } as unknown as LayerSpecification;
}
