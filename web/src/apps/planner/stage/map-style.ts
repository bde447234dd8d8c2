import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { buildStyle, type StyleInput } from '../../../map/style/build.ts';
import { byZoom, medium, type Expr } from '../../../map/style/expressions.ts';
import { colours, type Colours } from '../../../map/style/tokens.ts';
import { nothing, sceneNames } from './scene.ts';

/** The public map's ground with the planner's layers on it. What is bad differs by shape as well as by hue. */

export const bandColours = (c: Colours): readonly [string, string, string, string] => [c.brandReview, c.lockerParcel, c.overStandard, c.danger];

const plain = (c: Colours): string => c.labelMuted;
const band = (c: Colours): Expr => {
  const [half, within, over, none] = bandColours(c);
  return ['match', ['get', 'band'], 0, half, 1, within, 2, over, 3, none, plain(c)] as unknown as Expr;
};
const is = (kind: string): Expr => ['==', ['get', 'kind'], kind] as unknown as Expr;
const scaled = (low: number, high: number): Expr => ['+', low, ['*', high - low, ['get', 'size']]] as unknown as Expr;

function below(c: Colours): LayerSpecification[] {
  return [
    { id: 'plan-sketch-fill', type: 'fill', source: 'sketch', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': ['match', ['get', 'use'], 'leave', c.danger, c.accent] as unknown as Expr, 'fill-opacity': 0.1 } },
    { id: 'plan-sketch-edge', type: 'line', source: 'sketch', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'line-color': ['match', ['get', 'use'], 'leave', c.danger, c.accent] as unknown as Expr, 'line-width': 2, 'line-dasharray': [1, 1.5] } },
    { id: 'plan-area', type: 'fill', source: 'area', paint: { 'fill-color': c.accent, 'fill-opacity': 0.06 } },
    { id: 'plan-area-edge', type: 'line', source: 'area', paint: { 'line-color': c.accent, 'line-width': 2, 'line-dasharray': [3, 2] } },
    { id: 'plan-catchments', type: 'fill', source: 'catchments', paint: { 'fill-color': c.lockerParcel, 'fill-opacity': 0.16 } },
    { id: 'plan-catchments-edge', type: 'line', source: 'catchments', paint: { 'line-color': c.lockerParcel, 'line-width': 1.2, 'line-opacity': 0.8 } },
    { id: 'plan-walks', type: 'line', source: 'walks', layout: { 'line-cap': 'round' }, paint: { 'line-color': band(c), 'line-width': byZoom([10, 0.5], [13, 1], [16, 2]), 'line-opacity': byZoom([10, 0.35], [13, 0.55], [16, 0.75]) } },
  ];
}

function above(c: Colours): LayerSpecification[] {
  return [
    {
      id: 'plan-demand', type: 'circle', source: 'demand', filter: ['!=', ['get', 'band'], 3],
      paint: {
        'circle-color': band(c), 'circle-opacity': 0.85, 'circle-stroke-color': c.halo, 'circle-stroke-width': 0.6,
        'circle-radius': byZoom([9, scaled(0.9, 3)], [13, scaled(2, 7)], [16, scaled(4, 13)]),
      },
    },
    {
      id: 'plan-unserved', type: 'symbol', source: 'demand', filter: ['==', ['get', 'band'], 3],
      layout: { 'text-field': '✕', 'text-font': medium, 'text-size': byZoom([9, scaled(7, 11)], [14, scaled(12, 18)]), 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': c.danger, 'text-halo-color': c.halo, 'text-halo-width': 1.2 },
    },
    {
      id: 'plan-candidates-out', type: 'symbol', source: 'candidates', minzoom: 10, filter: ['==', ['get', 'out'], true],
      layout: { 'text-field': '⊘', 'text-font': medium, 'text-size': byZoom([10, 9], [14, 16]), 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': c.danger, 'text-halo-color': c.halo, 'text-halo-width': 1.2 },
    },
    {
      id: 'plan-candidates', type: 'circle', source: 'candidates', minzoom: 10, filter: ['!=', ['get', 'out'], true],
      paint: { 'circle-color': c.surface, 'circle-opacity': 0.5, 'circle-stroke-color': c.label, 'circle-stroke-width': byZoom([10, 0.6], [14, 1.4]), 'circle-radius': byZoom([10, 1.2], [13, 3], [16, 5.5]), 'circle-stroke-opacity': byZoom([10, 0.35], [13, 0.8]) },
    },
    {
      id: 'plan-gaps', type: 'circle', source: 'gaps',
      paint: { 'circle-color': c.danger, 'circle-opacity': 0.22, 'circle-stroke-color': c.danger, 'circle-stroke-width': ['case', ['get', 'selected'], 4, 1.6] as unknown as Expr, 'circle-radius': byZoom([9, scaled(5, 16)], [13, scaled(9, 30)]) },
    },
    {
      id: 'plan-gaps-label', type: 'symbol', source: 'gaps',
      layout: { 'text-field': ['get', 'label'], 'text-font': medium, 'text-size': 12, 'symbol-sort-key': ['to-number', ['get', 'label']] as unknown as Expr },
      paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
    },
    {
      id: 'plan-rivals', type: 'symbol', source: 'rivals',
      layout: { 'text-field': '◆', 'text-font': medium, 'text-size': byZoom([9, 10], [14, 20]), 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': c.danger, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
    },
    { id: 'plan-existing', type: 'symbol', source: 'sites', filter: is('existing'), layout: { 'icon-image': 'locker-parcel:solid', 'icon-size': byZoom([9, 0.42], [14, 0.72]), 'icon-allow-overlap': true, 'icon-ignore-placement': true } },
    {
      id: 'plan-sites', type: 'circle', source: 'sites', filter: ['!=', ['get', 'kind'], 'existing'],
      paint: {
        'circle-color': ['case', is('shared'), c.surface, c.accent] as unknown as Expr, 'circle-radius': byZoom([9, 4.5], [12, 9], [15, 12]),
        'circle-stroke-color': ['case', ['get', 'selected'], c.text, is('locked'), c.focus, is('shared'), c.accent, c.halo] as unknown as Expr,
        'circle-stroke-width': ['case', ['get', 'selected'], 4, is('locked'), 3.5, is('shared'), 2, 1.5] as unknown as Expr,
      },
    },
    {
      id: 'plan-sites-label', type: 'symbol', source: 'sites', minzoom: 11, filter: ['!=', ['get', 'kind'], 'existing'],
      layout: { 'text-field': ['get', 'label'], 'text-font': medium, 'text-size': 11, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': ['case', is('shared'), c.text, c.onAccent] as unknown as Expr },
    },
    { id: 'plan-sketch-line', type: 'line', source: 'sketch', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.focus, 'line-width': 3 } },
    { id: 'plan-sketch-corners', type: 'circle', source: 'sketch', filter: ['==', ['get', 'use'], 'corner'], paint: { 'circle-radius': 5, 'circle-color': c.surface, 'circle-stroke-color': c.focus, 'circle-stroke-width': 2.5 } },
    { id: 'plan-selected', type: 'circle', source: 'sites', filter: ['==', ['get', 'selected'], true], paint: { 'circle-radius': 19, 'circle-color': c.accent, 'circle-opacity': 0.14, 'circle-stroke-color': c.text, 'circle-stroke-width': 1.5 } },
  ];
}

export function plannerStyle(input: StyleInput): StyleSpecification {
  const c = colours[input.theme];
  const style = buildStyle(input);
  const firstLabel = style.layers.findIndex(({ type }) => type === 'symbol');
  const at = firstLabel < 0 ? style.layers.length : firstLabel;
  return {
    ...style,
    sources: { ...style.sources, ...Object.fromEntries(sceneNames.map((name) => [name, { type: 'geojson', data: nothing }])) },
    layers: [...style.layers.slice(0, at), ...below(c), ...style.layers.slice(at), ...above(c)],
  };
}
