import type { LayerSpecification, SymbolLayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { brands, themes } from '../../../domain/types.ts';
import type { Lang } from '../../../domain/urlstate.ts';
import { brandColour, byZoom, shortName, medium, regular, type Expr } from '../expressions.ts';
import { themeColours, type Colours, type Theme } from '../tokens.ts';

/** Words that the map itself says. */
export interface MapWords {
  readonly indicative: string;
  readonly unverified: string;
  readonly example: string;
  readonly brands: readonly string[];
}

type VariableAnchorOffset = NonNullable<NonNullable<SymbolLayerSpecification['layout']>['text-variable-anchor-offset']>;

const layerOf = (name: string) => ({ source: 'live', 'source-layer': name }) as const;
const zoomIn = 11.2; // below it lights, above it marks

export function areas(c: Colours, words: MapWords, selectedId: string | null): LayerSpecification[] {
  const dashed = { 'line-dasharray': [3, 2] };
  const outlines = (id: string, colour: string): LayerSpecification[] => [
    {
      id: `${id}-boundary-fill`, type: 'fill', ...layerOf(`${id}_boundary`), minzoom: 9.5,
      paint: { 'fill-color': colour, 'fill-opacity': byZoom([9.5, 0.05], [14, 0.09], [17, 0.03]) },
    },
    {
      id: `${id}-boundary`, type: 'line', ...layerOf(`${id}_boundary`), minzoom: 9.5, filter: ['==', ['get', 'boundary_status'], 'surveyed'],
      paint: { 'line-color': colour, 'line-width': 1.6, 'line-opacity': 0.9 },
    },
    {
      id: `${id}-boundary-indicative`, type: 'line', ...layerOf(`${id}_boundary`), minzoom: 9.5, filter: ['!=', ['get', 'boundary_status'], 'surveyed'],
      paint: { 'line-color': colour, 'line-width': byZoom([9.5, 1], [15, 1.8]), 'line-opacity': 0.8, ...dashed },
    },
    {
      id: `${id}-boundary-word`, type: 'symbol', ...layerOf(`${id}_boundary`), minzoom: 12.5, filter: ['!=', ['get', 'boundary_status'], 'surveyed'],
      layout: { 'symbol-placement': 'line', 'text-field': words.indicative, 'text-font': regular, 'text-size': 11, 'symbol-spacing': 420, 'text-letter-spacing': 0.15, 'text-offset': [0, 0.8] },
      paint: { 'text-color': colour, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
    },
  ];
  // Discs of many uncertain places would cover the city: from near all have an outline, and the one
  // that is opened is shown whole, at any zoom.
  const isOpen: Expr = ['==', ['get', 'id'], selectedId ?? ''];
  const ring = (id: string, colour: string): LayerSpecification[] => [
    {
      id: `${id}-accuracy`, type: 'line', ...layerOf(`${id}_accuracy`), minzoom: 12.5, filter: ['!', isOpen],
      paint: { 'line-color': colour, 'line-width': 1, 'line-opacity': byZoom([12.5, 0], [13.5, 0.32]), 'line-dasharray': [1, 4] },
    },
    {
      id: `${id}-accuracy-open`, type: 'fill', ...layerOf(`${id}_accuracy`), filter: isOpen,
      paint: { 'fill-color': c.accent, 'fill-opacity': 0.07, 'fill-antialias': false },
    },
    {
      id: `${id}-accuracy-open-edge`, type: 'line', ...layerOf(`${id}_accuracy`), filter: isOpen,
      paint: { 'line-color': c.accent, 'line-width': 1.6, 'line-opacity': 0.85, 'line-dasharray': [1, 2.5] },
    },
  ];
  return [
    ...ring('carriers', c.label),
    ...ring('night_streets', c.brandNone),
    ...outlines('heritage_blocks', c.heritage),
    ...outlines('carriers', c.label),
  ];
}

/** What opens later tonight is closed on the map: the slider shows when it is not. */
const state: Expr = ['match', ['feature-state', 'hours'], ['later', 'closed'], 'closed', 'open', 'open', 'closing', 'closing', 'unknown'] as unknown as Expr;
const isKnown: Expr = ['==', ['get', 'hours_status'], 'known'] as unknown as Expr;
const byHours = (open: number, closing: number, closed: number, unknown: number): Expr =>
  ['match', state, 'open', open, 'closing', closing, 'closed', closed, unknown] as unknown as Expr;

/** The glow: what is open is a core with a halo, what closes soon an ember, what is closed dark, what is unknown a ring without a halo. */
export function glow(c: Colours, night: boolean): LayerSpecification[] {
  const colour = brandColour(c);
  const lit: Expr = ['match', state, 'closing', c.ember, colour] as unknown as Expr;
  const strength = night ? 1 : 0.36; // by day a strong halo is a stain
  return [
    {
      id: 'night_streets-halo', type: 'circle', ...layerOf('night_streets'),
      paint: {
        'circle-radius': byZoom([8, 9], [11, 18], [14, 34], [17, 56]), 'circle-color': lit, 'circle-blur': 1,
        'circle-opacity': byHours(0.5 * strength, 0.5 * strength, 0, 0),
      },
    },
    {
      id: 'night_streets-light', type: 'circle', ...layerOf('night_streets'), maxzoom: zoomIn + 0.6,
      paint: {
        'circle-radius': byZoom([7, byHours(2, 2, 1.3, 1.5)], [9, byHours(3, 3, 1.8, 2)], [11.5, byHours(4, 4, 2.6, 2.8)]), 'circle-color': lit,
        'circle-opacity': ['interpolate', ['linear'], ['zoom'], zoomIn, byHours(1, 1, 0.35, 0), zoomIn + 0.6, 0],
        'circle-stroke-color': colour, 'circle-stroke-width': 1.1, 'circle-stroke-opacity': ['interpolate', ['linear'], ['zoom'], zoomIn, byHours(0, 0, 0, 0.8), zoomIn + 0.6, 0],
      },
    },
    {
      id: 'checkin_spots-light', type: 'circle', ...layerOf('checkin_spots'), maxzoom: zoomIn + 0.6,
      paint: { 'circle-radius': byZoom([7, 1], [11.5, 2]), 'circle-color': c.checkin, 'circle-opacity': byZoom([zoomIn, 0.6], [zoomIn + 0.6, 0]) },
    },
    {
      id: 'heritage_blocks-light', type: 'circle', ...layerOf('heritage_blocks'), maxzoom: zoomIn + 0.6,
      paint: { 'circle-radius': byZoom([7, 1], [11.5, 2]), 'circle-color': c.heritage, 'circle-opacity': byZoom([zoomIn, 0.6], [zoomIn + 0.6, 0]) },
    },
  ];
}

/** Zooms from which names are set. In the text itself a step of zoom would act at whole zooms only. */
const namesFrom: Record<string, number> = { night_streets: 8.5, carriers: 11.8, heritage_blocks: 13, checkin_spots: 13, lockers: 14.5 };

/**
 * Names are layers of their own below the marks: MapLibre gives room from the top layer down, so no
 * name is set over a mark.
 */
export function marks(c: Colours, lang: Lang, theme: Theme, words: MapWords): LayerSpecification[] {
  const whole = symbols(c, lang, theme, words);
  const part = (layer: SymbolLayerSpecification, prefix: 'icon' | 'text'): SymbolLayerSpecification => {
    const other = prefix === 'icon' ? 'text' : 'icon';
    const without = (values: object | undefined) => Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => !name.startsWith(`${other}-`)));
    const whose = prefix === 'text' ? { id: `${layer.id}-name`, minzoom: namesFrom[layer.id] ?? 14 } : {};
    return { ...layer, ...whose, layout: without(layer.layout), paint: without(layer.paint) };
  };
  const names = whole.filter((layer) => layer.layout?.['text-field'] !== undefined).map((layer) => part(layer, 'text'));
  return [...names, ...whole.map((layer) => part(layer, 'icon'))];
}

function symbols(c: Colours, lang: Lang, theme: Theme, words: MapWords): SymbolLayerSpecification[] {
  const name = shortName(lang);
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.5 };
  // In ems. Above and below need more: the middle of a line lies under the middle of its box.
  const around = {
    'text-variable-anchor-offset': [
      'left', [1.2, 0], 'right', [-1.2, 0], 'top', [0, 1.55], 'bottom', [0, -1.55],
      'top-left', [0.8, 1.4], 'bottom-left', [0.8, -1.4], 'top-right', [-0.8, 1.4], 'bottom-right', [-0.8, -1.4],
    ] as VariableAnchorOffset,
    'text-justify': 'auto' as const, 'text-max-width': lang === 'zh' ? 9 : 10, 'text-line-height': 1.15, 'icon-padding': 0,
  };
  const themeNumber = ['match', ['get', 'theme'], ...themes.flatMap(({ name: key }, index) => [key, index]), 0] as unknown as Expr;
  const themeColour = ['match', ['get', 'theme'], ...themes.flatMap(({ name: key }, index) => [key, themeColours[theme][index]!]), c.label] as unknown as Expr;
  const brandShape = ['match', ['get', 'brand'], brands[0], 'brand-payment', brands[1], 'brand-live', brands[2], 'brand-review', brands[3], 'brand-cloud', 'brand-none'] as unknown as Expr;
  const brandWord = ['match', ['get', 'brand'], ...brands.flatMap((brand, index) => [brand, words.brands[index]!]), ''] as unknown as Expr;
  const small = { 'font-scale': 0.86, 'text-color': c.labelMuted } as const;
  const streetLabel = ['case', ['has', 'brand'],
    ['format', name, {}, '\n', {}, ['concat', brandWord, ['case', ['==', ['get', 'brand_status'], 'example'], `·${words.example}`, '']], { 'font-scale': 0.86, 'text-color': brandColour(c) }],
    ['format', name, {}]] as unknown as Expr;
  const carrierLabel = ['case', ['==', ['get', 'placement'], 'district'],
    ['format', name, {}, '\n', {}, words.unverified, small],
    ['format', name, {}]] as unknown as Expr;
  return [
    {
      id: 'lockers', type: 'symbol', ...layerOf('lockers'), minzoom: 9,
      layout: {
        'icon-image': ['concat', ['match', ['get', 'kind'], 'pickup', 'locker-station', 'heated_food', 'locker-warm', 'locker-parcel'], ['case', ['==', ['get', 'sample'], true], ':hatched', ':solid']],
        'icon-size': byZoom([9, 0.42], [14, 0.66], [17, 0.86]), 'icon-allow-overlap': true,
        'text-field': ['case', ['==', ['get', 'sample'], true], ['format', name, {}, `\n${words.example}`, small], ['format', name, {}]] as unknown as Expr,
        'text-font': regular, 'text-size': 11, ...around,
      },
      paint: { 'text-color': c.label, ...halo },
    },
    {
      // One that is known by its district alone would lead astray from near.
      id: 'carriers', type: 'symbol', ...layerOf('carriers'), minzoom: 7, filter: ['any', ['!=', ['get', 'placement'], 'district'], ['<', ['zoom'], 12]],
      layout: {
        'icon-image': ['concat', ['match', ['get', 'kind'], 'building', 'building', 'park'], ['case', ['==', ['get', 'placement'], 'district'], ':hollow:', ':solid:'], ['to-string', themeNumber]],
        'icon-size': byZoom([8, 0.44], [11, 0.66], [15, 0.92]), 'icon-allow-overlap': true,
        'text-field': carrierLabel,
        'text-font': regular, 'text-size': byZoom([11, 11], [15, 12.5]), ...around,
      },
      paint: { 'text-color': themeColour, ...halo, 'icon-opacity': byZoom([8, 0.6], [11, 0.9], [13, 1]) },
    },
    {
      id: 'heritage_blocks', type: 'symbol', ...layerOf('heritage_blocks'), minzoom: zoomIn,
      layout: {
        'icon-image': 'heritage:solid', 'icon-size': byZoom([11, 0.46], [15, 0.8]), 'icon-allow-overlap': true,
        'text-field': name, 'text-font': regular, 'text-size': byZoom([13, 11], [16, 13]), ...around,
      },
      paint: { 'text-color': c.heritage, ...halo, 'icon-opacity': byZoom([zoomIn, 0], [zoomIn + 0.6, 0.95]) },
    },
    {
      id: 'checkin_spots', type: 'symbol', ...layerOf('checkin_spots'), minzoom: zoomIn,
      layout: {
        'icon-image': 'checkin:solid', 'icon-size': byZoom([11, 0.44], [15, 0.76]), 'icon-allow-overlap': true,
        'text-field': name, 'text-font': regular, 'text-size': byZoom([13, 11], [16, 13]), ...around,
      },
      paint: { 'text-color': c.checkin, ...halo, 'icon-opacity': byZoom([zoomIn, 0], [zoomIn + 0.6, 0.95]) },
    },
    {
      // Outline only: seen through when the street is closed.
      id: 'night_streets-closed', type: 'symbol', ...layerOf('night_streets'), minzoom: zoomIn, filter: ['==', ['get', 'hours_status'], 'known'],
      layout: { 'icon-image': ['concat', brandShape, ':hollow'], 'icon-size': byZoom([11, 0.56], [15, 1]), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      paint: { 'icon-opacity': byHours(0, 0, 1, 0) },
    },
    {
      id: 'night_streets', type: 'symbol', ...layerOf('night_streets'), minzoom: zoomIn,
      layout: {
        'icon-image': ['concat', brandShape, ['case', ['==', ['get', 'hours_status'], 'known'], ':solid', ':hatched']],
        // What is not known is smaller, and hatched.
        'icon-size': byZoom([11, ['case', isKnown, 0.6, 0.44]], [15, ['case', isKnown, 1, 0.8]]), 'icon-allow-overlap': true,
        // From afar the mark alone says the brand: a second line would cost many their name.
        'text-field': ['step', ['zoom'], name, 13, streetLabel] as unknown as Expr,
        // The branded are named first, then streets whose hours are known, then large ones.
        'symbol-sort-key': ['-', ['match', ['get', 'kind'], ['block', 'landmark'], 1, 2], ['+', ['case', ['has', 'brand'], 4, 0], ['case', isKnown, 2, 0]]] as unknown as Expr,
        'text-font': medium, 'text-size': byZoom([8.5, 11], [11.4, 11.5], [12.2, 12], [16, 14]), 'text-padding': byZoom([8.5, 14], [12, 3]), ...around,
      },
      paint: {
        'text-color': brandColour(c), ...halo, 'text-opacity': byHours(1, 1, 0.6, 0.9),
        'icon-opacity': ['interpolate', ['linear'], ['zoom'], zoomIn, 0, zoomIn + 0.6, byHours(1, 1, 0, 0.9)] as unknown as Expr,
      },
    },
  ];
}

/** Round what was found, so that it stands out among the rest. */
export const hitRings = (c: Colours): LayerSpecification[] => [
  { id: 'hit-rings', type: 'circle', source: 'hits', paint: { 'circle-radius': byZoom([9, 5], [13, 9], [16, 14]), 'circle-opacity': 0, 'circle-stroke-color': c.focus, 'circle-stroke-width': 1.8, 'circle-stroke-opacity': 0.9 } },
];

export function selection(c: Colours): LayerSpecification[] {
  return [
    {
      id: 'selected-ring', type: 'circle', source: 'selected',
      paint: { 'circle-radius': 16.5, 'circle-color': c.accent, 'circle-opacity': 0.1, 'circle-stroke-color': c.accent, 'circle-stroke-width': 2, 'circle-stroke-opacity': 0.95 },
    },
    {
      id: 'me', type: 'circle', source: 'me',
      paint: { 'circle-radius': 7, 'circle-color': c.focus, 'circle-stroke-color': c.halo, 'circle-stroke-width': 3 },
    },
  ];
}
