import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../../../domain/urlstate.ts';
import { byZoom, liveName, regular, type Expr } from '../expressions.ts';
import { glyphClasses } from '../glyphs.ts';
import type { Colours } from '../tokens.ts';

/** The name of the global state that holds one letter for each text of hours: o open, g closing, c closed, u unknown. */
export const venueStates = 'venueStates';

const number: Expr = ['to-number', ['get', 'h']] as unknown as Expr;
/** Thousands of places are coloured by one text: nothing is set feature by feature, nothing is filtered, while the slider moves. */
const state: Expr = ['slice', ['to-string', ['global-state', venueStates]], number, ['+', number, 1]] as unknown as Expr;
const by = <T,>(open: T, closing: T, closed: T, unknown: T): Expr => ['match', state, 'o', open, 'g', closing, 'c', closed, unknown] as unknown as Expr;

/** Nights have places of one kind, marked by what they are; day's errands come when one is near. */
const errands = ['service', 'clinic', 'shop', 'pharmacy', 'library', 'sports'];
const isErrand: Expr = ['in', ['get', 'k'], ['literal', errands]] as unknown as Expr;

export function venueLayers(c: Colours, lang: Lang, night: boolean, kinds: readonly string[] | null): LayerSpecification[] {
  const source = { source: 'venues' } as const;
  const chosen: Expr[] = kinds === null ? [] : [['in', ['get', 'k'], ['literal', [...kinds]]] as unknown as Expr];
  const all = (...more: Expr[]) => (chosen.length + more.length === 0 ? {} : { filter: ['all', ...chosen, ...more] as unknown as Expr });
  const icon = ['match', ['get', 'k'], ...Object.entries(glyphClasses).flatMap(([glyph, classes]) => [[...classes], `glyph:${glyph}`]), ['nightclub', 'karaoke'], 'glyph:bar', ['spa', 'sports', 'arcade'], 'glyph:star', 'glyph:shop'] as unknown as Expr;
  const light = { 'circle-color': by(c.venue, c.ember, c.labelMuted, c.labelMuted) } as const;
  return [
    {
      // Only what is open has a halo.
      id: 'venues-halo', type: 'circle', ...source, minzoom: 11, ...all(),
      paint: { 'circle-radius': byZoom([11, 4], [14, 11], [17, 24]), 'circle-blur': 1, ...light, 'circle-opacity': by(night ? 0.4 : 0.2, night ? 0.4 : 0.2, 0, 0) },
    },
    {
      id: 'venues-light', type: 'circle', ...source, minzoom: 10, ...all(),
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, by(1.1, 1.1, 0.7, 0.8), 13, by(2.4, 2.4, 1.5, 1.8), 15, by(4.5, 4.5, 3, 3.2), 17, by(7, 7, 5, 5)] as unknown as Expr,
        ...light,
        'circle-opacity': by(1, 1, 0.45, 0),
        'circle-stroke-color': c.labelMuted, 'circle-stroke-opacity': by(0, 0, 0, 0.85), 'circle-stroke-width': byZoom([10, 0.6], [15, 1.2]),
      },
    },
    ...([['venues', 15, ['!', isErrand]], ['venues-errand', 16.2, isErrand]] as [string, number, Expr][]).map(([id, minzoom, which]): LayerSpecification => ({
      id, type: 'symbol', ...source, minzoom, ...all(which),
      layout: {
        'icon-image': icon, 'icon-size': byZoom([15, 0.5], [18, 0.72]), 'icon-offset': [0, -18], 'icon-padding': 2,
        'text-field': ['coalesce', liveName(lang), ''] as unknown as Expr, 'text-font': regular, 'text-size': byZoom([15, 11], [18, 13]), 'text-anchor': 'top', 'text-offset': [0, 0.65], 'text-max-width': 8, 'text-optional': true,
      },
      paint: {
        'text-color': by(c.label, c.label, c.labelMuted, c.labelMuted), 'text-halo-color': c.halo, 'text-halo-width': 1.4,
        'text-opacity': by(1, 1, 0.7, 0.85), 'icon-opacity': by(0.95, 0.95, 0.4, 0.6),
      },
    })),
  ];
}
