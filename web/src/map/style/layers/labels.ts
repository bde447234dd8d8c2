import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Lang } from '../../../domain/urlstate.ts';
import { baseName, byZoom, isClass, liveName, medium, regular, type Expr } from '../expressions.ts';
import { glyphClasses } from '../glyphs.ts';
import type { Colours } from '../tokens.ts';

/** Names of the base map. No label is set under 11 px. */
export function labels(c: Colours, lang: Lang): LayerSpecification[] {
  const name = baseName(lang);
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.4 };
  return [
    ...pois(c, name),
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
      id: 'metro-entrance', type: 'symbol', source: 'basemap', 'source-layer': 'metro', minzoom: 16, filter: isClass('entrance'),
      layout: {
        'icon-image': 'glyph:exit', 'icon-size': 0.5, 'text-field': ['coalesce', ['get', 'ref'], ['get', 'name'], ''], 'text-font': regular,
        'text-size': 11, 'text-anchor': 'left', 'text-offset': [0.8, 0], 'text-optional': true,
      },
      paint: { 'text-color': c.metro, ...halo },
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

/** Landmarks first, then what has a name, and the rest from near. */
const landmarks = ['railway_station', 'airport', 'university', 'hospital', 'museum', 'theatre', 'mall', 'attraction', 'library', 'stadium'];
const asides = ['parking', 'bus_stop', 'toilets', 'fuel', 'charging'];

function pois(c: Colours, name: Expr): LayerSpecification[] {
  const icon = ['match', ['get', 'class'], ...Object.entries(glyphClasses).flatMap(([glyph, classes]) => [[...classes], `glyph:${glyph}`]), 'dot:solid'] as unknown as Expr;
  const size = (drawn: number): Expr => ['match', ['get', 'class'], Object.values(glyphClasses).flat(), drawn, 0.36] as unknown as Expr;
  const layer = (id: string, minzoom: number, filter: Expr): LayerSpecification => ({
    id, type: 'symbol', source: 'basemap', 'source-layer': 'pois', minzoom, filter,
    layout: {
      'icon-image': icon, 'icon-size': size(0.58), 'icon-padding': 6, 'text-field': name, 'text-font': regular, 'text-size': 11,
      'text-anchor': 'top', 'text-offset': [0, 0.75], 'text-max-width': 8, 'text-padding': 6,
    },
    paint: { 'text-color': c.labelPoi, 'text-halo-color': c.halo, 'text-halo-width': 1.4, 'icon-opacity': 0.9 },
  });
  return [
    layer('poi-aside', 17, isClass(...asides)),
    layer('poi', 15.8, ['all', ['has', 'name'], ['!', isClass(...landmarks, ...asides)]] as unknown as Expr),
    layer('poi-landmark', 14, ['all', ['has', 'name'], isClass(...landmarks)] as unknown as Expr),
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
