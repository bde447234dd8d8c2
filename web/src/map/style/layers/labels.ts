import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../../../domain/urlstate.ts';
import { baseName, byZoom, isClass, liveName, medium, regular } from '../expressions.ts';
import type { Colours } from '../tokens.ts';

/** Names of the base map. No label is set under 11 px. */
export function labels(c: Colours, lang: Lang): LayerSpecification[] {
  const name = baseName(lang);
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 };
  return [
    {
      id: 'poi', type: 'symbol', source: 'basemap', 'source-layer': 'pois', minzoom: 15.5,
      layout: {
        'icon-image': 'dot:solid', 'icon-size': 0.42, 'text-field': name, 'text-font': regular, 'text-size': 11,
        'text-anchor': 'top', 'text-offset': [0, 0.6], 'text-max-width': 8, 'text-padding': 6,
      },
      paint: { 'text-color': c.labelPoi, ...halo, 'icon-opacity': 0.8 },
    },
    {
      id: 'landuse-label', type: 'symbol', source: 'basemap', 'source-layer': 'landuse_label', minzoom: 13.5,
      filter: ['all', ['has', 'name'], isClass('park', 'education', 'hospital', 'cemetery', 'commercial', 'retail', 'industrial')],
      layout: { 'text-field': name, 'text-font': regular, 'text-size': 11, 'text-max-width': 7, 'text-padding': 12 },
      paint: { 'text-color': c.labelMuted, ...halo },
    },
    {
      id: 'waterway-label', type: 'symbol', source: 'basemap', 'source-layer': 'water', minzoom: 11,
      filter: ['all', ['==', ['geometry-type'], 'LineString'], isClass('river', 'canal')],
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': regular, 'text-size': byZoom([11, 11], [15, 14]), 'text-letter-spacing': 0.3, 'symbol-spacing': 380 },
      paint: { 'text-color': c.waterText, ...halo },
    },
    {
      id: 'water-label', type: 'symbol', source: 'basemap', 'source-layer': 'water_label', minzoom: 11,
      layout: { 'text-field': name, 'text-font': regular, 'text-size': byZoom([11, 11], [15, 13]), 'text-letter-spacing': 0.1, 'text-max-width': 6 },
      paint: { 'text-color': c.waterText, ...halo },
    },
    {
      id: 'road-label', type: 'symbol', source: 'basemap', 'source-layer': 'roads', minzoom: 13,
      filter: ['all', ['has', 'name'], isClass('motorway', 'trunk', 'primary', 'secondary', 'tertiary')],
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': regular, 'text-size': byZoom([13, 11], [17, 13]), 'symbol-spacing': 360, 'text-padding': 10 },
      paint: { 'text-color': c.labelMuted, ...halo },
    },
    {
      id: 'road-minor-label', type: 'symbol', source: 'basemap', 'source-layer': 'roads', minzoom: 15.5,
      filter: ['all', ['has', 'name'], isClass('minor', 'pedestrian', 'service')],
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': regular, 'text-size': 11, 'symbol-spacing': 320, 'text-padding': 8 },
      paint: { 'text-color': c.labelMuted, ...halo },
    },
    {
      id: 'metro-station', type: 'symbol', source: 'basemap', 'source-layer': 'metro', minzoom: 12.5, filter: isClass('station'),
      layout: {
        'icon-image': 'station:solid', 'icon-size': byZoom([12.5, 0.35], [16, 0.6]), 'text-field': name, 'text-font': regular,
        'text-size': byZoom([12.5, 11], [16, 12]), 'text-anchor': 'top', 'text-offset': [0, 0.7], 'text-optional': true, 'text-padding': 4,
      },
      paint: { 'text-color': c.label, ...halo },
    },
    {
      id: 'base-lockers', type: 'symbol', source: 'basemap', 'source-layer': 'lockers', minzoom: 15,
      layout: { 'icon-image': 'locker-parcel:solid', 'icon-size': 0.5 },
    },
    {
      id: 'places-small', type: 'symbol', source: 'basemap', 'source-layer': 'places', minzoom: 12, filter: isClass('village', 'neighbourhood', 'hamlet', 'quarter', 'island'),
      layout: { 'text-field': name, 'text-font': regular, 'text-size': byZoom([12, 11], [15, 13]), 'text-max-width': 7, 'text-padding': 8 },
      paint: { 'text-color': c.labelMuted, ...halo },
    },
    {
      id: 'places', type: 'symbol', source: 'basemap', 'source-layer': 'places', minzoom: 9.5, maxzoom: 15, filter: isClass('town', 'suburb'),
      layout: { 'text-field': name, 'text-font': regular, 'text-size': byZoom([9.5, 11], [14, 14]), 'text-max-width': 7, 'text-padding': 10 },
      paint: { 'text-color': c.label, ...halo },
    },
  ];
}

/** District names: wide-set, quiet, gone when one is inside a district. */
export function districtLabels(c: Colours, lang: Lang): LayerSpecification[] {
  return [
    {
      id: 'districts-label', type: 'symbol', source: 'live', 'source-layer': 'districts_label', minzoom: 7, maxzoom: 14,
      filter: ['any', ['!=', ['get', 'group'], 'inner'], ['>=', ['zoom'], 10.4]],
      layout: {
        'text-field': liveName(lang), 'text-font': medium, 'text-size': byZoom([7, 11], [9, 12], [12, 15]), 'text-letter-spacing': lang === 'zh' ? 0.22 : 0.06,
        'text-max-width': 8, 'text-padding': 4,
      },
      paint: { 'text-color': c.labelPlace, 'text-halo-color': c.halo, 'text-halo-width': 1.4, 'text-opacity': byZoom([7, 0.95], [12, 0.85], [13.9, 0]) },
    },
  ];
}
