import { validateStyleMin, type LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { brands, layerIds, liveIds } from '../src/domain/types.ts';
import { markOf } from '../src/map/marks.ts';
import { shapes } from '../src/map/shapes.ts';
import { buildStyle, type StyleInput } from '../src/map/style/build.ts';
import { elderType, target, colours, stylesheet, themeColours, type Theme } from '../src/map/style/tokens.ts';
import { zh } from '../src/apps/public/words/zh.ts';

const input = (more: Partial<StyleInput> = {}): StyleInput => ({
  origin: 'http://localhost',
  live: liveIds,
  basemap: true,
  bounds: [116.7, 38.55, 118.1, 40.26],
  theme: 'night',
  lang: 'zh',
  words: { indicative: '示意', unverified: '位置待核实', example: '示例', brands: zh.brandNames },
  visible: layerIds,
  brand: null,
  selected: null,
  selectedId: null,
  unnamed: [],
  me: null,
  ...more,
});

const sizes = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) return [];
  // Interpolations alternate zoom and size after their head.
  return value[0] === 'interpolate' ? value.slice(3).filter((_, index) => index % 2 === 1).flatMap(sizes) : [];
};

describe('what is on this evening', () => {
  const events: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { id: 'a', name_zh: '示例', sample: true }, geometry: { type: 'Point', coordinates: [117.2, 39.1] } }] };
  it('is marked above all marks, with its own shape, and hidden with its layer', () => {
    const style = buildStyle(input({ events }));
    expect(style.sources['events']).toEqual({ type: 'geojson', data: events });
    expect(style.layers.at(-1)!.id).toBe('events');
    for (const fill of ['solid', 'hatched']) expect(markOf(`event:${fill}`, 'night')).not.toBeNull();
    const hidden = buildStyle(input({ events, visible: layerIds.filter((id) => id !== 'events') })).layers.at(-1)!;
    expect(hidden.layout?.visibility).toBe('none');
    expect(buildStyle(input()).layers.some(({ id }) => id === 'events')).toBe(false);
  });
});

describe('the style', () => {
  const variants: [string, StyleInput][] = [
    ['night', input()],
    ['day, English', input({ theme: 'day', lang: 'en' })],
    ['without a base map', input({ basemap: false })],
    ['with what ships in place of a base map', input({ basemap: false, shipped: '/base.geojson' })],
    ['with places that can be open', input({ venues: { type: 'FeatureCollection', features: [] } })],
    ['with what is on this evening', input({ events: { type: 'FeatureCollection', features: [] } })],
    ['with places of one kind', input({ lang: 'en', theme: 'day', venues: { type: 'FeatureCollection', features: [] }, venueKinds: ['bar'] })],
    ['one brand', input({ brand: brands[0] })],
    ['no brand, nothing visible', input({ brand: 'none', visible: [] })],
    ['with doubled names', input({ unnamed: ['cs01', 'hb01'] })],
    ['with a selection', input({ selected: [117.2, 39.1], me: [117.3, 39.2] })],
    ['with three live layers only', input({ live: ['districts', 'carriers', 'night_streets'] })],
  ];

  it.each(variants)('is valid: %s', (_, variant) => {
    expect(validateStyleMin(buildStyle(variant)).map((error) => error.message)).toEqual([]);
  });

  it('has the layers it had, in the order it had them', () => {
    expect(buildStyle(input()).layers.map((layer) => layer.id)).toMatchSnapshot();
  });

  it('asks for no glyphs and no sprite, and for tiles at its own origin only', () => {
    const style = buildStyle(input());
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(JSON.stringify(style).match(/https?:\/\/[^/"]+/g)?.every((host) => host === 'http://localhost')).toBe(true);
  });

  it('draws the districts, and nothing of a base map, where there is none', () => {
    const style = buildStyle(input({ basemap: false }));
    expect(Object.keys(style.sources)).not.toContain('basemap');
    expect(style.layers.some((layer) => 'source' in layer && layer.source === 'basemap')).toBe(false);
    expect(style.layers.map((layer) => layer.id)).toContain('districts-inner');
  });

  it('sets no label under 11 px', () => {
    for (const layer of buildStyle(input()).layers) {
      if (layer.type !== 'symbol' || layer.layout?.['text-field'] === undefined) continue;
      const found = sizes(layer.layout['text-size']);
      expect(found.length, layer.id).toBeGreaterThan(0);
      expect(Math.min(...found), layer.id).toBeGreaterThanOrEqual(11);
    }
  });

  it('hides a layer that is switched off, but keeps the land', () => {
    const layers = buildStyle(input({ visible: ['night_streets'] })).layers;
    const shown = (id: string) => (layers.find((layer) => layer.id === id) as LayerSpecification & { layout?: { visibility?: string } }).layout?.visibility !== 'none';
    expect([shown('districts'), shown('districts-inner'), shown('carriers'), shown('carriers-accuracy'), shown('night_streets')]).toEqual([true, false, false, false, true]);
  });

  it('fills the accuracy disc of the opened place only', () => {
    const { layers } = buildStyle(input({ selectedId: 'ns01' }));
    const fills = layers.filter((layer) => layer.type === 'fill' && layer['source-layer']?.endsWith('_accuracy'));
    expect(fills.length).toBe(2);
    for (const layer of fills) expect('filter' in layer && layer.filter).toEqual(['==', ['get', 'id'], 'ns01']);
  });

  it('writes a doubled name once: the mark stays', () => {
    const filter = (id: string) => (buildStyle(input({ unnamed: ['cs01'] })).layers.find((layer) => layer.id === id) as { filter?: unknown }).filter;
    expect(JSON.stringify(filter('checkin_spots-name'))).toContain('cs01');
    expect(filter('checkin_spots')).toBeUndefined();
  });

  it('never draws an indicative boundary as a full line', () => {
    for (const layer of buildStyle(input()).layers.filter((it) => /boundary-indicative$/.test(it.id))) {
      expect(layer.type === 'line' && layer.paint?.['line-dasharray'], layer.id).toBeTruthy();
    }
  });
});

describe('the marks', () => {
  it('give each brand a shape and a colour of its own', () => {
    const ids = ['brand-payment', 'brand-live', 'brand-review', 'brand-cloud', 'brand-none'] as const;
    expect(new Set(ids.map((id) => shapes[id].path)).size).toBe(5);
    expect(new Set(ids.map((id) => colours.night[shapes[id].colour])).size).toBe(5);
  });

  it('are named after what they show', () => {
    expect(markOf('park:hollow:3', 'night')).toMatchObject({ fill: 'hollow', character: '教', colour: themeColours.night[3] });
    expect(markOf('nothing:solid', 'night')).toBeNull();
    expect(markOf('checkin:odd', 'night')).toBeNull();
  });
});

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

describe.each(['night', 'day'] as Theme[])('the tokens by %s', (theme) => {
  const c = colours[theme];
  it('give text a contrast of 4.5 on every surface', () => {
    for (const text of [c.text, c.textMuted, c.accent, c.warning, c.danger]) {
      for (const ground of [c.surface, c.surfaceRaised, c.surfaceSunken]) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(c.onAccent, c.accent)).toBeGreaterThanOrEqual(4.5);
  });
  it('give labels a contrast of 4.5 on the land', () => {
    for (const label of [c.label, c.labelMuted, c.labelPlace, c.labelPoi]) {
      for (const ground of [c.land, c.landInner, c.residential, c.park]) expect(contrast(label, ground), `${label} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(c.waterText, c.water)).toBeGreaterThanOrEqual(4.5);
  });
  it('give marks a contrast of 3 on the ground', () => {
    for (const mark of [c.brandPayment, c.brandLive, c.brandReview, c.brandCloud, c.brandNone, c.checkin, c.heritage, c.lockerParcel, c.lockerStation, c.lockerWarm, ...themeColours[theme]]) {
      expect(contrast(mark, c.landInner), mark).toBeGreaterThanOrEqual(3);
    }
  });
});

it('writes every token as a custom property', () => {
  const css = stylesheet();
  expect(css).toContain('--surface-raised:#191f3b');
  expect(css).toContain(':root[data-theme="day"]');
});

describe('the elder view', () => {
  it('has no text below 18 pixels and larger things to press, as the Chinese norm asks', () => {
    expect(Math.min(...Object.values(elderType))).toBeGreaterThanOrEqual(18);
    expect(target.elder).toBeGreaterThanOrEqual(60);
    expect(stylesheet()).toContain(':root[data-view="elder"]{--type-12:1.125rem');
  });
});
