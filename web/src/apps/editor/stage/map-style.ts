import type { LayerSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { buildStyle, type StyleInput } from '../../../map/style/build.ts';
import { byZoom, medium, type Expr } from '../../../map/style/expressions.ts';
import { colours, type Colours } from '../../../map/style/tokens.ts';
import { nothing, sceneNames } from './scene.ts';

/** The ground with the editor's layers on it. What was, what is and what is wrong differ by line and shape as well as by hue. */

const is = (name: string): Expr => ['boolean', ['get', name], false] as unknown as Expr;
const kind = (name: string): Expr => ['==', ['get', 'kind'], name] as unknown as Expr;
const polygons: Expr = ['==', ['geometry-type'], 'Polygon'] as unknown as Expr;
const points: Expr = ['==', ['geometry-type'], 'Point'] as unknown as Expr;

function below(c: Colours): LayerSpecification[] {
  return [
    { id: 'edit-around', type: 'line', source: 'around', paint: { 'line-color': c.districtEdge, 'line-width': 1.4, 'line-dasharray': [6, 2] } },
    { id: 'edit-others-fill', type: 'fill', source: 'others', paint: { 'fill-color': c.labelMuted, 'fill-opacity': 0.12 } },
    { id: 'edit-others', type: 'line', source: 'others', paint: { 'line-color': c.labelMuted, 'line-width': 1.6 } },
    { id: 'edit-before', type: 'line', source: 'before', paint: { 'line-color': c.lockerParcel, 'line-width': 2, 'line-dasharray': [2, 2] } },
    { id: 'edit-compared-fill', type: 'fill', source: 'compared', filter: polygons, paint: { 'fill-color': ['match', ['get', 'side'], 'theirs', c.brandLive, 'mine', c.accent, c.lockerParcel] as unknown as Expr, 'fill-opacity': 0.12 } },
    { id: 'edit-compared', type: 'line', source: 'compared', filter: ['!', ['in', ['get', 'side'], ['literal', ['mine', 'theirs']]]] as unknown as Expr, paint: { 'line-color': c.lockerParcel, 'line-width': 2.2, 'line-dasharray': [2, 2] } },
    { id: 'edit-compared-theirs', type: 'line', source: 'compared', filter: ['==', ['get', 'side'], 'theirs'], paint: { 'line-color': c.brandLive, 'line-width': 3, 'line-dasharray': [5, 1.5] } },
    { id: 'edit-compared-mine', type: 'line', source: 'compared', filter: ['==', ['get', 'side'], 'mine'], paint: { 'line-color': c.accent, 'line-width': 3 } },
    { id: 'edit-compared-point', type: 'circle', source: 'compared', filter: ['==', ['geometry-type'], 'Point'] as unknown as Expr, paint: { 'circle-radius': 7, 'circle-color': c.surface, 'circle-stroke-width': 2.5, 'circle-stroke-color': ['match', ['get', 'side'], 'theirs', c.brandLive, 'mine', c.accent, c.lockerParcel] as unknown as Expr } },
    { id: 'edit-drawn-fill', type: 'fill', source: 'drawn', paint: { 'fill-color': ['case', is('focus'), c.accent, c.brandReview] as unknown as Expr, 'fill-opacity': ['case', is('focus'), 0.16, 0.1] as unknown as Expr } },
    { id: 'edit-drawn', type: 'line', source: 'drawn', layout: { 'line-join': 'round' }, paint: { 'line-color': ['case', is('focus'), c.accent, c.brandReview] as unknown as Expr, 'line-width': ['case', is('focus'), 2.6, 2] as unknown as Expr } },
    { id: 'edit-selected', type: 'line', source: 'chosen', layout: { 'line-cap': 'round' }, paint: { 'line-color': c.focus, 'line-width': 6, 'line-opacity': 0.75 } },
  ];
}

function above(c: Colours): LayerSpecification[] {
  const names: LayerSpecification[] = ['others', 'drawn'].map((source) => ({
    id: `edit-${source}-name`, type: 'symbol', source, minzoom: 11, filter: kind('name'),
    layout: { 'text-field': ['get', 'name'], 'text-font': medium, 'text-size': 12, 'text-max-width': 8 },
    paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
  }));
  return [
    ...names,
    { id: 'edit-middles', type: 'circle', source: 'handles', minzoom: 12, filter: kind('middle'), paint: { 'circle-radius': byZoom([12, 2], [15, 4]), 'circle-color': c.surface, 'circle-stroke-color': c.accent, 'circle-stroke-width': 1.4, 'circle-opacity': 0.9 } },
    {
      id: 'edit-vertices', type: 'circle', source: 'handles', filter: kind('vertex'),
      paint: {
        'circle-radius': ['case', is('chosen'), 10, is('shared'), 7, 6] as unknown as Expr, 'circle-color': ['case', is('chosen'), c.focus, is('shared'), c.brandReview, c.accent] as unknown as Expr,
        'circle-stroke-color': ['case', is('chosen'), c.text, c.halo] as unknown as Expr, 'circle-stroke-width': ['case', is('chosen'), 3, is('shared'), 2.5, 1.6] as unknown as Expr,
      },
    },
    { id: 'edit-sketch-fill', type: 'fill', source: 'sketch', filter: polygons, paint: { 'fill-color': c.focus, 'fill-opacity': 0.12 } },
    { id: 'edit-sketch', type: 'line', source: 'sketch', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.focus, 'line-width': 3, 'line-dasharray': [2, 1.2] } },
    { id: 'edit-corners', type: 'circle', source: 'sketch', filter: kind('corner'), paint: { 'circle-radius': 6, 'circle-color': ['case', is('snapped'), c.focus, c.surface] as unknown as Expr, 'circle-stroke-color': c.focus, 'circle-stroke-width': 2.5 } },
    { id: 'edit-target-road', type: 'line', source: 'target', filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': c.focus, 'line-width': 7, 'line-opacity': 0.4 } },
    // A thick ring for a vertex, a thin one for an edge, a ring with a dot on its line for a road; the words beside it say it as well.
    { id: 'edit-target', type: 'circle', source: 'target', filter: points, paint: { 'circle-radius': ['match', ['get', 'kind'], 'vertex', 11, 9] as unknown as Expr, 'circle-color': c.surface, 'circle-opacity': ['match', ['get', 'kind'], 'road', 0.85, 0] as unknown as Expr, 'circle-stroke-color': c.focus, 'circle-stroke-width': ['match', ['get', 'kind'], 'vertex', 3.5, 2] as unknown as Expr } },
    { id: 'edit-target-road-dot', type: 'circle', source: 'target', filter: kind('road'), paint: { 'circle-radius': 4, 'circle-color': c.focus } },
    { id: 'edit-target-name', type: 'symbol', source: 'target', filter: points, layout: { 'text-field': ['get', 'label'], 'text-font': medium, 'text-size': 13, 'text-anchor': 'bottom', 'text-offset': [0, -1.1], 'text-max-width': 14, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': c.text, 'text-halo-color': c.halo, 'text-halo-width': 1.8 } },
    { id: 'edit-marks', type: 'circle', source: 'marks', paint: { 'circle-radius': 13, 'circle-color': ['match', ['get', 'severity'], 'error', c.danger, c.warning] as unknown as Expr, 'circle-opacity': 0.25, 'circle-stroke-color': ['match', ['get', 'severity'], 'error', c.danger, c.warning] as unknown as Expr, 'circle-stroke-width': 2.5 } },
    { id: 'edit-mark-signs', type: 'symbol', source: 'marks', layout: { 'text-field': ['match', ['get', 'severity'], 'error', '✕', '?'] as unknown as Expr, 'text-font': medium, 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': ['match', ['get', 'severity'], 'error', c.danger, c.warning] as unknown as Expr, 'text-halo-color': c.halo, 'text-halo-width': 1.5 } },
  ];
}

export function editorStyle(input: StyleInput): StyleSpecification {
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
