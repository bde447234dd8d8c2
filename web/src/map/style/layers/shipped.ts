import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../../../domain/urlstate.ts';
import { baseName, byZoom, regular, type Expr } from '../expressions.ts';
import type { Colours } from '../tokens.ts';

/** What a map without an extract has: sea, coast, rivers and the metro of `data/base/tianjin.geojson`. The rivers are a mile off in places: from near they are not drawn. */

const kind = (name: string): Expr => ['==', ['get', 'kind'], name] as unknown as Expr;
const source = { source: 'shipped' } as const;

/** The sea, under a base map too: extracts have the coast as a line, and no sea. */
export const shippedSea = (c: Colours): LayerSpecification[] => [{ id: 'shipped-sea', type: 'fill', ...source, filter: kind('sea'), paint: { 'fill-color': c.water, 'fill-antialias': false } }];

export function shippedGround(c: Colours): LayerSpecification[] {
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    ...shippedSea(c),
    { id: 'shipped-lake', type: 'fill', ...source, filter: kind('lake'), paint: { 'fill-color': c.water } },
    { id: 'shipped-coast', type: 'line', ...source, filter: kind('coast'), layout: round, paint: { 'line-color': c.waterEdge, 'line-width': byZoom([7, 0.6], [12, 1.4]) } },
    {
      id: 'shipped-river-glow', type: 'line', ...source, filter: kind('river'), layout: round,
      paint: { 'line-color': c.water, 'line-width': byZoom([7, 3], [11, 9], [13, 16]), 'line-blur': byZoom([7, 2], [11, 7], [13, 12]), 'line-opacity': byZoom([10, 0.7], [11.6, 0]) },
    },
    {
      id: 'shipped-river', type: 'line', ...source, filter: kind('river'), layout: round,
      paint: { 'line-color': c.waterEdge, 'line-width': byZoom([7, 1], [11, 2.2], [13, 2.8]), 'line-opacity': byZoom([10, 0.95], [11.6, 0]) },
    },
    {
      id: 'shipped-metro', type: 'line', ...source, filter: kind('line'), minzoom: 9, layout: { 'line-join': 'round' },
      paint: { 'line-color': c.metro, 'line-width': byZoom([9, 0.6], [12, 1.3], [16, 2.4]), 'line-opacity': byZoom([9, 0.25], [12, 0.45]) },
    },
  ];
}

export function shippedLabels(c: Colours, lang: Lang): LayerSpecification[] {
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 };
  return [
    {
      id: 'shipped-water-label', type: 'symbol', ...source, filter: ['all', ['has', 'name'], kind('river')] as unknown as Expr, minzoom: 8, maxzoom: 11.4,
      layout: { 'symbol-placement': 'line', 'text-field': baseName(lang), 'text-font': regular, 'text-size': byZoom([8, 11], [14, 13]), 'text-letter-spacing': 0.3, 'symbol-spacing': 300 },
      paint: { 'text-color': c.waterText, ...halo },
    },
    {
      id: 'shipped-lake-label', type: 'symbol', ...source, filter: kind('lake'), minzoom: 9,
      layout: { 'text-field': baseName(lang), 'text-font': regular, 'text-size': 11, 'text-max-width': 6 },
      paint: { 'text-color': c.waterText, ...halo },
    },
    {
      id: 'shipped-station', type: 'circle', ...source, filter: kind('station'), minzoom: 11,
      paint: { 'circle-radius': byZoom([11, 1.2], [14, 3], [17, 4.5]), 'circle-color': c.land, 'circle-stroke-color': c.metro, 'circle-stroke-width': byZoom([11, 0.7], [14, 1.4]), 'circle-opacity': 0.9 },
    },
    {
      id: 'shipped-station-label', type: 'symbol', ...source, filter: kind('station'), minzoom: 13,
      layout: { 'text-field': ['get', 'name'], 'text-font': regular, 'text-size': byZoom([13, 11], [16, 12]), 'text-anchor': 'top', 'text-offset': [0, 0.55], 'text-padding': 4 },
      paint: { 'text-color': c.labelMuted, ...halo },
    },
  ];
}
