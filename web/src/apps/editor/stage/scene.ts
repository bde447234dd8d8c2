import type { Finding } from '../../../domain/editing/findings.ts';
import { edgesOf } from '../../../domain/editing/faults.ts';
import { boxOf, geometryOf, layerOf, type Area, type Plane, type Position } from '../../../domain/editing/plane.ts';
import type { Put } from '../../../domain/editing/sketch.ts';
import type { Snap } from '../../../domain/editing/snap.ts';
import type { Selection } from '../desk/tools.ts';

/** What the map draws, as feature collections; pure. Each is a source of the map beside those of the ground. */

export const sceneNames = ['around', 'others', 'drawn', 'before', 'compared', 'chosen', 'handles', 'sketch', 'target', 'marks'] as const;
export type SceneName = (typeof sceneNames)[number];
export type Scene = Readonly<Record<SceneName, GeoJSON.FeatureCollection>>;

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features });
export const nothing = collection([]);
export const emptyScene = Object.fromEntries(sceneNames.map((name) => [name, nothing])) as Scene;
const point = (at: Position, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [...at] }, properties });
const line = (positions: readonly Position[], properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'LineString', coordinates: positions.map((at) => [...at]) }, properties });
const shape = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties = {}): GeoJSON.Feature => ({ type: 'Feature', geometry, properties });

export const areasScene = (plane: Plane, keys: Iterable<string>, properties: (key: string) => GeoJSON.GeoJsonProperties): GeoJSON.FeatureCollection =>
  collection([...keys].flatMap((key) => {
    const geometry = geometryOf(plane, key);
    if (!geometry) return [];
    const its = properties(key);
    const [west, south, east, north] = boxOf(plane, plane.areas.get(key)!);
    return [shape(geometry, its), point([(west + east) / 2, (south + north) / 2], { ...its, kind: 'name' })];
  }));
export const shapesScene = (shapes: readonly (readonly [GeoJSON.Geometry | null | undefined, GeoJSON.GeoJsonProperties])[]): GeoJSON.FeatureCollection => collection(shapes.flatMap(([geometry, properties]) => (geometry ? [shape(geometry, properties)] : [])));
export const layerKeys = (plane: Plane, layers: readonly string[]): string[] => [...plane.areas.keys()].filter((key) => layers.includes(layerOf(key)));

/** Vertices of an area, and the middles of its edges, from which new ones are drawn. */
export function handleScene(plane: Plane, area: Area | undefined, selection: Selection, shared: (vertex: number) => boolean): GeoJSON.FeatureCollection {
  if (!area) return nothing;
  const chosen = new Set(selection === null ? [] : 'vertex' in selection ? [selection.vertex] : 'edge' in selection ? selection.edge : []);
  const features: GeoJSON.Feature[] = [];
  for (const part of area)
    for (const ring of part)
      for (const [a, b] of edgesOf(ring)) {
        const [p, q] = [plane.positions[a]!, plane.positions[b]!];
        features.push(point([(p[0] + q[0]) / 2, (p[1] + q[1]) / 2], { kind: 'middle' }));
        features.push(point(p, { kind: 'vertex', chosen: chosen.has(a), shared: shared(a) }));
      }
  return collection(features);
}

export function selectedScene(plane: Plane, area: Area | undefined, selection: Selection): GeoJSON.FeatureCollection {
  if (!selection) return nothing;
  if ('edge' in selection) return collection([line(selection.edge.map((vertex) => plane.positions[vertex]!))]);
  if ('part' in selection) {
    const part = area?.[selection.part];
    return part ? collection(part.map((ring) => line([...ring, ring[0]!].map((vertex) => plane.positions[vertex]!)))) : nothing;
  }
  return nothing;
}

export function sketchScene(puts: readonly Put[], cursor: Position | null, closed: boolean): GeoJSON.FeatureCollection {
  const positions = [...puts.map(({ at }) => at), ...(cursor && puts.length > 0 ? [cursor] : [])];
  const features: GeoJSON.Feature[] = puts.map(({ at, vertex, edge, road }) => point(at, { kind: 'corner', snapped: vertex !== undefined || edge !== undefined || road !== undefined }));
  if (positions.length >= 2) features.push(line(closed && positions.length >= 3 ? [...positions, positions[0]!] : positions));
  if (closed && positions.length >= 3) features.push(shape({ type: 'Polygon', coordinates: [[...positions, positions[0]!].map((at) => [...at])] }));
  return collection(features);
}

/** What one snaps to: the place with its name, and of a road the line. */
export const targetScene = ({ at, road }: Snap, kind: 'vertex' | 'edge' | 'road', label: string): GeoJSON.FeatureCollection => collection([...(road ? [line(road.guide.line)] : []), point(at, { kind, label })]);

export const marksScene = (marks: readonly (Pick<Finding, 'position' | 'severity'> & { readonly label: string })[]): GeoJSON.FeatureCollection =>
  collection(marks.flatMap(({ position, severity, label }) => (position ? [point(position, { severity, label })] : [])));
