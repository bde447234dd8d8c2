import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { byColour, byZoom, isClass, widths, type Expr } from '../expressions.ts';
import type { Colours } from '../tokens.ts';

/** Land, water and buildings. The districts are the land, so there is one with no base map too. */
export function land(c: Colours, night: boolean): LayerSpecification[] {
  return [
    { id: 'background', type: 'background', paint: { 'background-color': c.ground } },
    {
      id: 'districts-glow', type: 'line', source: 'live', 'source-layer': 'districts_border', filter: ['==', ['get', 'level'], 'outer'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': c.districtEdge, 'line-width': byZoom([7, 6], [12, 24]), 'line-blur': byZoom([7, 6], [12, 24]), 'line-opacity': night ? 0.2 : 0.28 },
    },
    {
      id: 'districts', type: 'fill', source: 'live', 'source-layer': 'districts',
      paint: { 'fill-color': ['match', ['get', 'group'], 'inner', c.landInner, c.land], 'fill-antialias': false },
    },
    {
      // A soft rim: districts stand apart where there are no streets to tell them by.
      id: 'districts-rim', type: 'line', source: 'live', 'source-layer': 'districts_border', maxzoom: 14,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.districtEdge, 'line-width': byZoom([7, 5], [12, 22]), 'line-blur': byZoom([7, 5], [12, 22]), 'line-opacity': byZoom([7, 0.14], [12, night ? 0.13 : 0.1], [14, 0]) },
    },
  ];
}

export function base(c: Colours): LayerSpecification[] {
  const landuse = ['match', ['get', 'class'],
    'residential', c.residential, ['commercial', 'retail'], c.commercial, ['industrial', 'construction'], c.industrial,
    ['park', 'grass', 'pitch', 'cemetery'], c.park, ['forest', 'wetland'], c.forest, 'farmland', c.farmland,
    'education', c.education, 'hospital', c.hospital, ['railway', 'military'], c.transport, 'sand', c.sand,
    c.land] as unknown as Expr;
  return [
    {
      id: 'landuse', type: 'fill', source: 'basemap', 'source-layer': 'landuse',
      paint: { 'fill-color': landuse, 'fill-opacity': byZoom([8, 0.5], [12, 0.95]) },
    },
    {
      id: 'water', type: 'fill', source: 'basemap', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': c.water },
    },
    {
      id: 'water-edge', type: 'line', source: 'basemap', 'source-layer': 'water', minzoom: 12,
      filter: ['all', ['==', ['geometry-type'], 'Polygon'], isClass('river', 'lake', 'canal', 'dock', 'ocean')],
      paint: { 'line-color': c.waterEdge, 'line-width': byZoom([12, 0.5], [16, 1.4]), 'line-opacity': 0.8 },
    },
    {
      id: 'waterways', type: 'line', source: 'basemap', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': ['match', ['get', 'class'], 'river', c.waterEdge, c.water],
        'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 8, ['match', ['get', 'class'], 'river', 1.2, 'canal', 0.7, 0.2], 16, ['match', ['get', 'class'], 'river', 9, 'canal', 5, 2]],
        'line-opacity': ['case', ['to-boolean', ['get', 'intermittent']], 0.5, 1],
      },
    },
    {
      id: 'buildings', type: 'fill', source: 'basemap', 'source-layer': 'buildings', minzoom: 13,
      paint: { 'fill-color': c.building, 'fill-outline-color': c.buildingEdge, 'fill-opacity': byZoom([13, 0.15], [14.5, 1]) },
    },
  ];
}

interface Road {
  readonly classes: readonly string[];
  readonly colour: keyof Colours;
  readonly minzoom: number;
  readonly width: readonly (readonly [number, number])[];
  readonly casing: boolean;
}

/** From the least to the most important: the last is drawn on top. */
const roads: readonly Road[] = [
  { classes: ['service', 'track', 'pedestrian'], colour: 'roadMinor', minzoom: 14, width: [[14, 0.6], [16, 2.4], [18, 7]], casing: false },
  { classes: ['minor'], colour: 'roadMinor', minzoom: 12.5, width: [[12.5, 0.6], [14, 1.7], [16, 5], [18, 15]], casing: true },
  { classes: ['tertiary'], colour: 'roadSecondary', minzoom: 11, width: [[11, 0.6], [12, 0.9], [14, 2.5], [16, 7], [18, 19]], casing: true },
  { classes: ['secondary'], colour: 'roadSecondary', minzoom: 9.5, width: [[9.5, 0.5], [12, 1.3], [14, 3.2], [16, 9], [18, 23]], casing: true },
  { classes: ['primary'], colour: 'roadPrimary', minzoom: 8, width: [[8, 0.5], [12, 1.8], [14, 4], [16, 11], [18, 27]], casing: true },
  { classes: ['trunk'], colour: 'roadTrunk', minzoom: 6, width: [[6, 0.5], [12, 2.1], [14, 4.6], [16, 12], [18, 30]], casing: true },
  { classes: ['motorway'], colour: 'roadMotorway', minzoom: 5, width: [[5, 0.5], [9, 1.1], [12, 2.4], [14, 5], [16, 13], [18, 32]], casing: true },
];

export function lines(c: Colours): LayerSpecification[] {
  const ramp = (stops: Road['width'], more: number) =>
    ['interpolate', ['exponential', 1.5], ['zoom'],
      ...stops.flatMap(([zoom, width]) => [zoom, ['case', ['to-boolean', ['get', 'ramp']], width * 0.55 + more, width + more]])] as unknown as Expr;
  const far = ({ classes, colour }: Road): Expr | string =>
    classes.some((name) => name === 'motorway' || name === 'trunk') ? c[colour] : byColour([11, c.roadFar], [12.6, c[colour]]);
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const layers: LayerSpecification[] = [
    {
      id: 'paths', type: 'line', source: 'basemap', 'source-layer': 'roads', minzoom: 14.5, filter: isClass('path', 'steps'),
      paint: { 'line-color': c.roadPath, 'line-width': widths([14.5, 0.6], [18, 2.4]), 'line-dasharray': [2, 1.6] },
    },
  ];
  for (const road of roads) {
    if (!road.casing) continue;
    layers.push({
      id: `road-${road.classes[0]}-casing`, type: 'line', source: 'basemap', 'source-layer': 'roads', minzoom: Math.max(11.5, road.minzoom),
      filter: ['all', isClass(...road.classes), ['!', ['to-boolean', ['get', 'tunnel']]]], layout,
      paint: { 'line-color': c.roadCasing, 'line-width': ramp(road.width, 2), 'line-opacity': byZoom([11.5, 0], [13, 0.9]) },
    });
  }
  for (const road of roads) {
    layers.push({
      id: `road-${road.classes[0]}`, type: 'line', source: 'basemap', 'source-layer': 'roads', minzoom: road.minzoom,
      filter: isClass(...road.classes), layout,
      paint: {
        'line-color': far(road), 'line-width': ramp(road.width, 0),
        'line-opacity': ['interpolate', ['linear'], ['zoom'], road.minzoom, 0.5, road.minzoom + 1.5, ['case', ['to-boolean', ['get', 'tunnel']], 0.45, 1]],
      },
    });
  }
  layers.push(
    {
      id: 'railways', type: 'line', source: 'basemap', 'source-layer': 'railways', minzoom: 9,
      // Of yards, only from near are there tracks.
      filter: ['all', ['!', ['to-boolean', ['get', 'tunnel']]], ['any', ['!', ['has', 'service']], ['>=', ['zoom'], 15]]],
      paint: { 'line-color': c.rail, 'line-width': widths([9, 0.4], [14, 1], [18, 2.6]), 'line-opacity': ['case', ['has', 'service'], 0.5, 1] },
    },
    {
      id: 'railways-ties', type: 'line', source: 'basemap', 'source-layer': 'railways', minzoom: 13, filter: ['all', ['!', ['to-boolean', ['get', 'tunnel']]], ['any', ['!', ['has', 'service']], ['>=', ['zoom'], 15]]],
      paint: { 'line-color': c.rail, 'line-width': widths([13, 3], [18, 8]), 'line-dasharray': [0.25, 3.5], 'line-opacity': 0.8 },
    },
    {
      id: 'metro', type: 'line', source: 'basemap', 'source-layer': 'metro', minzoom: 10, filter: ['all', ['==', ['geometry-type'], 'LineString'], isClass('line')],
      layout, paint: {
        // The line's own colour, quiet enough to stay ground.
        'line-color': ['to-color', ['get', 'colour'], c.metro], 'line-width': widths([10, 0.9], [14, 2], [18, 4.5]), 'line-opacity': byZoom([10, 0.2], [12, 0.42]),
      },
    },
    {
      id: 'boundaries', type: 'line', source: 'basemap', 'source-layer': 'boundaries', filter: ['all', ['<=', ['to-number', ['get', 'admin_level'], 99], 4], ['!', ['to-boolean', ['get', 'maritime']]]],
      paint: { 'line-color': c.districtLine, 'line-width': 1, 'line-dasharray': [4, 3], 'line-opacity': 0.5 },
    },
  );
  return layers;
}

/** Districts as fine lines: above the roads, below all that glows. */
export function districtLines(c: Colours): LayerSpecification[] {
  return [
    {
      id: 'districts-inner', type: 'line', source: 'live', 'source-layer': 'districts_border', filter: ['==', ['get', 'level'], 'inner'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.districtLine, 'line-width': byZoom([8, 0.6], [14, 1.4]), 'line-opacity': byZoom([8, 0.7], [13, 0.8], [16, 0.5]) },
    },
    {
      id: 'districts-outer', type: 'line', source: 'live', 'source-layer': 'districts_border', filter: ['==', ['get', 'level'], 'outer'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': c.districtEdge, 'line-width': byZoom([7, 0.8], [14, 1.8]), 'line-opacity': 0.85 },
    },
  ];
}
