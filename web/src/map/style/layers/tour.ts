import type { LayerSpecification, SourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { LonLat } from '../../../domain/types.ts';
import type { Colours } from '../tokens.ts';
import { byZoom } from '../expressions.ts';

/** A walk from place to place, with its stops by number. */

export interface TourShape {
  readonly legs: readonly (readonly LonLat[])[];
  readonly stops: readonly LonLat[];
}

export function tourSource({ legs, stops }: TourShape): SourceSpecification {
  const features: GeoJSON.Feature[] = [
    ...legs.map((leg): GeoJSON.Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: leg.map((at) => [...at]) } })),
    ...stops.map((at, index): GeoJSON.Feature => ({ type: 'Feature', properties: { number: String(index + 1) }, geometry: { type: 'Point', coordinates: [...at] } })),
  ];
  return { type: 'geojson', data: { type: 'FeatureCollection', features }, attribution: '© OpenStreetMap contributors' };
}

export const tourLayers = (c: Colours): LayerSpecification[] => [
  { id: 'tour-casing', type: 'line', source: 'tour', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': c.halo, 'line-width': byZoom([10, 4], [16, 9]) } },
  { id: 'tour-line', type: 'line', source: 'tour', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-join': 'round', 'line-cap': 'round' }, paint: { 'line-color': c.focus, 'line-width': byZoom([10, 2], [16, 5]), 'line-dasharray': [1, 1.6] } },
  { id: 'tour-stop', type: 'circle', source: 'tour', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 11, 'circle-color': c.focus, 'circle-stroke-color': c.halo, 'circle-stroke-width': 2 } },
  { id: 'tour-number', type: 'symbol', source: 'tour', filter: ['==', ['geometry-type'], 'Point'], layout: { 'text-field': ['get', 'number'], 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': c.halo } },
];
