/**
 * A plane of areas that share vertices. Two areas meet where their rings name the same vertices, never where coordinates are
 * near each other: a border that is moved, bent or cut is so for both sides, since it is one border. Values; nothing here changes in place.
 */

export type Position = readonly [lon: number, lat: number];
/** Names a vertex for as long as the plane and all that follow from it live: its place in `positions`. */
export type Vertex = number;
/** Open, three vertices at least. Outer rings run counter-clockwise, holes clockwise: the area is on the left. */
export type Ring = readonly Vertex[];
/** The outer ring, then the holes. */
export type Part = readonly Ring[];
/** Made anew whenever a vertex of the area moves, so that what is known of its form can be kept by it. */
export type Area = readonly Part[];

export interface Plane {
  readonly positions: readonly Position[];
  /** By `layer/id`. */
  readonly areas: ReadonlyMap<string, Area>;
}

export type AreaGeometry = GeoJSON.Polygon | GeoJSON.MultiPolygon;
export interface AreaFeature {
  readonly key: string;
  readonly geometry: AreaGeometry;
}

export const layerOf = (key: string): string => key.slice(0, key.indexOf('/'));
export const idOf = (key: string): string => key.slice(key.indexOf('/') + 1);

/** Degrees, about a millimetre: what is typed or drawn is rounded to it. */
const decimals = 8;
export const rounded = ([lon, lat]: Position): Position => [Number(lon.toFixed(decimals)), Number(lat.toFixed(decimals))];

/** Once, when areas are read: vertices as near as this (0.1 mm) are one, and a vertex this near to an edge (1 cm) stands in it. */
const sameVertex = 1e-9;
const onEdge = 1e-7;

export function planeOf(features: readonly AreaFeature[]): Plane {
  const positions: Position[] = [];
  const nameOf = names(positions);
  const raw = features.map(({ key, geometry }) => {
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return { key, parts: parts.map((rings) => rings.map((ring) => open(ring.map((at) => nameOf([at[0]!, at[1]!]))))) };
  });
  const standing = betweenEnds(positions);
  const areas = new Map<string, Area>();
  for (const { key, parts } of raw) {
    const area = parts
      .map((rings) => rings.map((ring) => ring.flatMap((vertex, i) => [vertex, ...standing(vertex, ring[(i + 1) % ring.length]!)])).filter(({ length }) => length >= 3))
      .filter(({ length }) => length > 0)
      .map((rings) => rings.map((ring, i) => turned(positions, ring, i === 0)));
    if (area.length > 0) areas.set(key, area);
  }
  return { positions, areas };
}

/** Gives positions their names; the first to come, or one of `known`, has its coordinates kept. `same`: degrees within which two are one. */
export function names(positions: Position[], known: Iterable<Vertex> = [], same = sameVertex): (at: Position) => Vertex {
  const cell = 1e-7;
  const cells = new Map<string, Vertex[]>();
  const keep = (vertex: Vertex): void => {
    const [lon, lat] = positions[vertex]!;
    const key = `${Math.floor(lon / cell)},${Math.floor(lat / cell)}`;
    cells.set(key, [...(cells.get(key) ?? []), vertex]);
  };
  for (const vertex of known) keep(vertex);
  return ([lon, lat]) => {
    const keys = new Set([-1, 1].flatMap((i) => [-1, 1].map((j) => `${Math.floor((lon + i * same) / cell)},${Math.floor((lat + j * same) / cell)}`)));
    for (const key of keys)
      for (const vertex of cells.get(key) ?? []) {
        const [x, y] = positions[vertex]!;
        if (Math.abs(x - lon) <= same && Math.abs(y - lat) <= same) return vertex;
      }
    positions.push([lon, lat]);
    keep(positions.length - 1);
    return positions.length - 1;
  };
}

/** Without the repeated first vertex, and without vertices repeated in a row. */
export const open = (ring: readonly Vertex[]): Vertex[] => ring.filter((vertex, i) => vertex !== ring[(i + 1) % ring.length]);

/** Those of `vertices` that stand in the edge from `a` to `b`, in that order. */
export function betweenEnds(positions: readonly Position[], vertices: readonly Vertex[] = positions.map((_, vertex) => vertex)): (a: Vertex, b: Vertex) => Vertex[] {
  const byLon = [...vertices].sort((a, b) => positions[a]![0] - positions[b]![0]);
  const firstFrom = (lon: number): number => {
    let low = 0;
    let high = byLon.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (positions[byLon[middle]!]![0] < lon) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (a, b) => {
    const p = positions[a]!;
    const q = positions[b]!;
    const [south, north] = [Math.min(p[1], q[1]) - onEdge, Math.max(p[1], q[1]) + onEdge];
    const east = Math.max(p[0], q[0]) + onEdge;
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]);
    const found: { vertex: Vertex; at: number }[] = [];
    for (let i = firstFrom(Math.min(p[0], q[0]) - onEdge); i < byLon.length; i++) {
      const vertex = byLon[i]!;
      const [x, y] = positions[vertex]!;
      if (x > east) break;
      if (y < south || y > north || vertex === a || vertex === b) continue;
      const along = ((x - p[0]) * (q[0] - p[0]) + (y - p[1]) * (q[1] - p[1])) / length;
      const aside = Math.abs((x - p[0]) * (q[1] - p[1]) - (y - p[1]) * (q[0] - p[0])) / length;
      if (aside <= onEdge && along > onEdge && along < length - onEdge) found.push({ vertex, at: along });
    }
    return found.sort((one, other) => one.at - other.at).map(({ vertex }) => vertex);
  };
}

/** Twice the area in square degrees; positive where the ring runs counter-clockwise. */
export function turning(positions: readonly Position[], ring: Ring): number {
  const [x0, y0] = positions[ring[0]!]!; // near the ring, or the digits are spent on where it is
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = positions[ring[i]!]!;
    const [bx, by] = positions[ring[(i + 1) % ring.length]!]!;
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum;
}
export const turned = (positions: readonly Position[], ring: Ring, counterClockwise: boolean): Ring => (turning(positions, ring) > 0 === counterClockwise ? ring : [ring[0]!, ...ring.slice(1).reverse()]);

export function geometryOf(plane: Plane, key: string): AreaGeometry | null {
  const area = plane.areas.get(key);
  if (!area) return null;
  const parts = area.map((rings) => rings.map((ring) => [...ring, ring[0]!].map((vertex) => [...plane.positions[vertex]!])));
  return parts.length === 1 ? { type: 'Polygon', coordinates: parts[0]! } : { type: 'MultiPolygon', coordinates: parts };
}

/** Whether an area has the very same form in two planes, one of which follows from the other. */
export function sameForm(one: Plane, other: Plane, key: string): boolean {
  const a = one.areas.get(key);
  const b = other.areas.get(key);
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  const same = (vertex: Vertex, now: Vertex): boolean => {
    const p = one.positions[vertex]!;
    const q = other.positions[now]!;
    return p === q || (p[0] === q[0] && p[1] === q[1]);
  };
  return a.every((part, i) => part.length === b[i]!.length && part.every((ring, j) => ring.length === b[i]![j]!.length && ring.every((vertex, k) => same(vertex, b[i]![j]![k]!))));
}

/** Areas that were made, changed or taken away between two planes. */
export const changedKeys = (before: Plane, after: Plane): string[] => [...new Set([...before.areas.keys(), ...after.areas.keys()])].filter((key) => !sameForm(before, after, key));

export type Box = readonly [west: number, south: number, east: number, north: number];
const boxes = new WeakMap<Area, Box>();
export function boxOf(plane: Plane, area: Area): Box {
  let box = boxes.get(area);
  if (!box) boxes.set(area, (box = boxAround(plane.positions, area.flatMap(([outer]) => outer!))));
  return box;
}
export function boxAround(positions: readonly Position[], vertices: readonly Vertex[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const vertex of vertices) {
    const [lon, lat] = positions[vertex]!;
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}
export const meets = (a: Box, b: Box): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
export const around = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

/** Areas that have any of these vertices. */
export function keysAt(plane: Plane, vertices: ReadonlySet<Vertex>): string[] {
  const box = boxAround(plane.positions, [...vertices]);
  const [only] = vertices.size === 1 ? vertices : [];
  const has = only === undefined ? (ring: Ring) => ring.some((vertex) => vertices.has(vertex)) : (ring: Ring) => ring.includes(only);
  const found: string[] = [];
  for (const [key, area] of plane.areas) if (meets(boxOf(plane, area), box) && area.some((part) => part.some(has))) found.push(key);
  return found;
}

export const verticesOf = (area: Area): Set<Vertex> => new Set(area.flat(2));

/** Of other vertices, joined to this one by an edge of any area. */
export function neighboursOf(plane: Plane, vertex: Vertex): Set<Vertex> {
  const found = new Set<Vertex>();
  for (const key of keysAt(plane, new Set([vertex])))
    for (const part of plane.areas.get(key)!)
      for (const ring of part)
        ring.forEach((it, i) => {
          if (it === vertex) found.add(ring[(i + 1) % ring.length]!).add(ring[(i + ring.length - 1) % ring.length]!);
        });
  return found;
}

/** Areas that have the edge between two vertices, in either direction. */
export function keysOfEdge(plane: Plane, a: Vertex, b: Vertex): string[] {
  return keysAt(plane, new Set([a])).filter((key) => plane.areas.get(key)!.some((part) => part.some((ring) => edgeIn(ring, a, b) >= 0)));
}
/** Where in a ring an edge starts, in either direction; -1: nowhere. */
export const edgeIn = (ring: Ring, a: Vertex, b: Vertex): number => ring.findIndex((vertex, i) => (vertex === a && ring[(i + 1) % ring.length] === b) || (vertex === b && ring[(i + 1) % ring.length] === a));
