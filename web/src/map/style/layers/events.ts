import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../../../domain/urlstate.ts';
import { byZoom, liveName, regular, type Expr } from '../expressions.ts';
import type { Colours } from '../tokens.ts';

/** What is on this evening, above the marks of the places that it is at. Those that are examples are hatched. */
export function eventLayers(c: Colours, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'events', type: 'symbol', source: 'events', minzoom: 8,
      layout: {
        'icon-image': ['case', ['get', 'sample'], 'event:hatched', 'event:solid'] as unknown as Expr, 'icon-size': byZoom([8, 0.5], [13, 0.72], [16, 0.9]), 'icon-offset': [0, -26], 'icon-allow-overlap': true,
        'text-field': ['coalesce', liveName(lang), ''] as unknown as Expr, 'text-font': regular, 'text-size': byZoom([12, 11], [16, 13]), 'text-anchor': 'bottom', 'text-offset': [0, -2.9], 'text-max-width': 9, 'text-optional': true,
      },
      paint: { 'text-color': c.event, 'text-halo-color': c.halo, 'text-halo-width': 1.4, 'text-opacity': byZoom([11.5, 0], [12, 1]) },
    },
  ];
}
