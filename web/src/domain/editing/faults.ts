import Flatbush from 'flatbush';
import { orient2d } from 'robust-predicates';
import { boxOf, edgeIn, layerOf, meets, turning, type Area, type Box, type Part, type Plane, type Position, type Ring, type Vertex } from './plane.ts';

/** What makes areas of one layer lie on each other, or an area no area. Looked for around the edges that an operation made. */

/** Of rings as the server's checks name them. */
export type FaultCode = 'self_intersection' | 'ring_self_intersection' | 'too_few_points' | 'hole_outside' | 'nested_holes' | 'disconnected_interior' | 'nested_shells' | 'overlap';
export interface Fault {
  readonly code: FaultCode;
  /** The area whose fault it is, and the other one of an overlap. */
  readonly key: string;
  readonly other?: string;
  readonly at: Position;
  /** Says whether it is the fault that was there before: made of names of vertices. */
  readonly id: string;
}
export type Edge = readonly [Vertex, Vertex];

const orient = (p: Position, q: Position, r: Position): number => orient2d(p[0], p[1], q[0], q[1], r[0], r[1]);

/** Whether two segments have a point in common; `true` for a touch, too. Exact. */
export function segmentsMeet(a: Position, b: Position, c: Position, d: Position): boolean {
  const c1 = orient(a, b, c);
  const d1 = orient(a, b, d);
  if ((c1 > 0 && d1 > 0) || (c1 < 0 && d1 < 0)) return false;
  const a1 = orient(c, d, a);
  const b1 = orient(c, d, b);
  if ((a1 > 0 && b1 > 0) || (a1 < 0 && b1 < 0)) return false;
  if (c1 === 0 && d1 === 0) return Math.min(a[0], b[0]) <= Math.max(c[0], d[0]) && Math.min(c[0], d[0]) <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= Math.max(c[1], d[1]) && Math.min(c[1], d[1]) <= Math.max(a[1], b[1]);
  return true;
}
/** Whether the edges from `at` to `a` and to `b` lie on each other. Exact but for the sign of a product. */
const foldsBack = (at: Position, a: Position, b: Position): boolean => orient(at, a, b) === 0 && (a[0] - at[0]) * (b[0] - at[0]) + (a[1] - at[1]) * (b[1] - at[1]) > 0;

/** Even-odd over all rings of the part; `at` is on none of its edges. */
export function isInside(positions: readonly Position[], part: Part, at: Position): boolean {
  let inside = false;
  for (const ring of part)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = positions[ring[j]!]!;
      const b = positions[ring[i]!]!;
      if (a[1] > at[1] === b[1] > at[1]) continue;
      const side = orient(a, b, at);
      if (side > 0 === b[1] > a[1]) inside = !inside;
    }
  return inside;
}
export const isInArea = (positions: readonly Position[], area: Area, at: Position): boolean => area.some((part) => isInside(positions, part, at));

const middle = (positions: readonly Position[], a: Vertex, b: Vertex): Position => [(positions[a]![0] + positions[b]![0]) / 2, (positions[a]![1] + positions[b]![1]) / 2];
/** The same in both directions. Exact for fewer than 2^26 vertices. */
const nameOfEdge = ([a, b]: Edge): number => (a < b ? a * 67_108_864 + b : b * 67_108_864 + a);
const nameInWords = ([a, b]: Edge): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
export function* edgesOf(ring: Ring): Generator<Edge> {
  for (let i = 0; i < ring.length; i++) yield [ring[i]!, ring[(i + 1) % ring.length]!];
}
export function* edgesOfArea(area: Area): Generator<Edge> {
  for (const part of area) for (const ring of part) yield* edgesOf(ring);
}

interface Owned {
  readonly edge: Edge;
  readonly key: string;
}

/** All faults that the edges of `fresh` have part in, in the layers of `touched`. `window`: where anything changed. */
export function faultsOf(plane: Plane, touched: ReadonlySet<string>, fresh: (a: Vertex, b: Vertex) => boolean, window: Box): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const add = (fault: Fault): void => void (faults.has(fault.id) || faults.set(fault.id, fault));
  for (const key of touched) {
    const area = plane.areas.get(key);
    if (area) formFaults(plane, key, area).forEach(add);
  }
  for (const layer of new Set([...touched].map(layerOf))) {
    const near: (readonly [string, Area])[] = [];
    for (const [key, area] of plane.areas) if (meets(boxOf(plane, area), window) && layerOf(key) === layer) near.push([key, area]);
    const made: Owned[] = [];
    const standing: Owned[] = [];
    for (const [key, area] of near) {
      const mine = touched.has(key);
      for (const part of area)
        for (const ring of part)
          for (let i = 0; i < ring.length; i++) {
            const a = ring[i]!;
            const b = ring[i + 1 === ring.length ? 0 : i + 1]!;
            if (!reaches(plane.positions, a, b, window)) continue;
            const owned: Owned = { edge: [a, b], key };
            standing.push(owned);
            if (mine && fresh(a, b)) made.push(owned);
          }
    }
    crossings(plane.positions, made, standing, add);
    covered(plane, made, standing, near, touched, add);
  }
  return faults;
}

function reaches(positions: readonly Position[], a: Vertex, b: Vertex, [west, south, east, north]: Box): boolean {
  const p = positions[a]!;
  const q = positions[b]!;
  return !((p[0] > east && q[0] > east) || (p[0] < west && q[0] < west) || (p[1] > north && q[1] > north) || (p[1] < south && q[1] < south));
}

/** A ring that meets itself in a vertex, has no extent or turns the wrong way; rings of one area that share more than a point. */
function formFaults(plane: Plane, key: string, area: Area): Fault[] {
  const faults: Fault[] = [];
  const { positions } = plane;
  area.forEach((part, p) =>
    part.forEach((ring, r) => {
      const at = positions[ring[0] ?? 0]!;
      const id = `form:${key}:${p}:${r}`;
      const way = ring.length < 3 ? 0 : turning(positions, ring);
      if (way === 0) faults.push({ code: 'too_few_points', key, at, id });
      else if (way > 0 !== (r === 0)) faults.push({ code: 'self_intersection', key, at, id: `${id}:turned` });
    }),
  );
  if (faults.length > 0) return faults;
  const vertices = new Set<Vertex>();
  let count = 0;
  for (const part of area)
    for (const ring of part) {
      count += ring.length;
      for (const vertex of ring) vertices.add(vertex);
    }
  if (count > vertices.size) faults.push(...repeated(plane, key, area));
  if (area.length > 1 || area[0]!.length > 1) faults.push(...misplaced(plane, key, area));
  return faults;
}

/** Vertices that a ring has twice, and what rings of one area share beyond a point. */
function repeated({ positions }: Plane, key: string, area: Area): Fault[] {
  const faults: Fault[] = [];
  const edges = new Set<number>();
  area.forEach((part) =>
    part.forEach((ring, r) => {
      const seen = new Set<Vertex>();
      const twice = ring.find((vertex) => seen.size === seen.add(vertex).size);
      if (twice !== undefined) faults.push({ code: 'ring_self_intersection', key, at: positions[twice]!, id: `form:${key}:twice:${twice}` });
      const shared = r === 0 ? [] : ring.filter((vertex) => part.some((other, o) => o !== r && other.includes(vertex)));
      if (shared.length > 1) faults.push({ code: 'disconnected_interior', key, at: positions[shared[0]!]!, id: `form:${key}:shared:${[...shared].sort((a, b) => a - b).join()}` });
      for (const edge of edgesOf(ring)) {
        const name = nameOfEdge(edge);
        if (edges.has(name)) faults.push({ code: 'self_intersection', key, at: middle(positions, ...edge), id: `form:${key}:edge:${nameInWords(edge)}` });
        edges.add(name);
      }
    }),
  );
  return faults;
}

/** Holes outside their part or in each other, parts in each other. */
function misplaced({ positions }: Plane, key: string, area: Area): Fault[] {
  const faults: Fault[] = [];
  /** A place on the ring that is not on the other one, as long as edges do not cross. */
  const probe = (ring: Ring, other: Ring): Position => {
    const shared = new Set(other);
    const [a, b] = [...edgesOf(ring)].find((edge) => !edge.every((end) => shared.has(end))) ?? [ring[0]!, ring[1]!];
    return middle(positions, a, b);
  };
  area.forEach((part, p) => {
    const [outer, ...holes] = part as [Ring, ...Ring[]];
    holes.forEach((hole, h) => {
      const at = positions[hole[0]!]!;
      if (!isInside(positions, [outer], probe(hole, outer))) faults.push({ code: 'hole_outside', key, at, id: `form:${key}:${p}:${h}:outside` });
      else if (holes.some((other) => other !== hole && isInside(positions, [other], probe(hole, other)))) faults.push({ code: 'nested_holes', key, at, id: `form:${key}:${p}:${h}:nested` });
    });
    area.forEach((other, q) => {
      if (q !== p && isInside(positions, other, probe(outer, other[0]!))) faults.push({ code: 'nested_shells', key, at: positions[outer[0]!]!, id: `form:${key}:${p}:in:${q}` });
    });
  });
  return faults;
}

/** Made edges that meet others anywhere but in a shared vertex, or that two areas have on the same side. */
function crossings(positions: readonly Position[], made: readonly Owned[], standing: readonly Owned[], add: (fault: Fault) => void): void {
  const nearTo = made.length * standing.length > 200_000 ? indexed(positions, standing) : () => standing;
  for (const mine of made) {
    const [a, b] = mine.edge;
    const p = positions[a]!;
    const q = positions[b]!;
    const [west, east] = p[0] < q[0] ? [p[0], q[0]] : [q[0], p[0]];
    const [south, north] = p[1] < q[1] ? [p[1], q[1]] : [q[1], p[1]];
    for (const other of nearTo(west, south, east, north)) {
      const [c, d] = other.edge;
      const r = positions[c]!;
      const t = positions[d]!;
      if ((r[0] > east && t[0] > east) || (r[0] < west && t[0] < west) || (r[1] > north && t[1] > north) || (r[1] < south && t[1] < south)) continue;
      const same = Number(a === c) + Number(a === d) + Number(b === c) + Number(b === d);
      if (same >= 2) {
        if (a === c && b === d && mine.key !== other.key) add(overlap(mine, other, middle(positions, a, b)));
        continue;
      }
      if (same === 1) {
        const [at, to, from] = a === c ? [p, q, t] : a === d ? [p, q, r] : b === c ? [q, p, t] : [q, p, r];
        if (!foldsBack(at, to, from)) continue;
      } else if (!segmentsMeet(p, q, r, t)) continue;
      add(overlap(mine, other, crossing(p, q, r, t)));
    }
  }
}

function indexed(positions: readonly Position[], standing: readonly Owned[]): (west: number, south: number, east: number, north: number) => Owned[] {
  const index = new Flatbush(standing.length);
  for (const { edge: [a, b] } of standing) {
    const p = positions[a]!;
    const q = positions[b]!;
    index.add(Math.min(p[0], q[0]), Math.min(p[1], q[1]), Math.max(p[0], q[0]), Math.max(p[1], q[1]));
  }
  index.finish();
  return (...box) => index.search(...box).map((i) => standing[i]!);
}

const overlap = (mine: Owned, other: Owned, at: Position): Fault => ({
  code: mine.key === other.key ? 'self_intersection' : 'overlap',
  key: mine.key,
  ...(mine.key !== other.key && { other: other.key }),
  at,
  id: `cross:${[nameInWords(mine.edge), nameInWords(other.edge)].sort().join(':')}`,
});

/** Where two segments that meet do so, about. */
function crossing(a: Position, b: Position, c: Position, d: Position): Position {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [ex, ey] = [d[0] - c[0], d[1] - c[1]];
  const turn = dx * ey - dy * ex;
  const along = turn === 0 ? 0.5 : Math.max(0, Math.min(1, ((c[0] - a[0]) * ey - (c[1] - a[1]) * ex) / turn));
  return [a[0] + along * dx, a[1] + along * dy];
}

/** Edges in the midst of an area of the same layer: where no edges cross, an overlap has such an edge. */
function covered(plane: Plane, made: readonly Owned[], standing: readonly Owned[], near: readonly (readonly [string, Area])[], touched: ReadonlySet<string>, add: (fault: Fault) => void): void {
  const { positions } = plane;
  for (const [other, area] of near) {
    const [west, south, east, north] = boxOf(plane, area);
    for (const { edge, key } of touched.has(other) ? standing : made) {
      if (key === other) continue;
      const [a, b] = edge;
      const p = positions[a]!;
      const q = positions[b]!;
      const [x, y] = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
      if (x < west || x > east || y < south || y > north || !isInArea(positions, area, [x, y])) continue;
      if (area.some((part) => part.some((ring) => edgeIn(ring, a, b) >= 0))) continue; // it is on the border of both
      add({ code: 'overlap', key, other, at: [x, y], id: `in:${nameInWords(edge)}:${other}` });
    }
  }
}
