import { orient2d } from 'robust-predicates';
import { boxOf, layerOf, meets, turning, type Area, type Box, type Part, type Plane, type Position, type Ring, type Vertex } from './plane.ts';

/** What makes areas of one layer lie on each other, or an area no area. Looked for around the edges that an operation made. */

export type FaultCode = 'self_intersection' | 'too_few_points' | 'hole_outside' | 'nested_shells' | 'overlap';
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

const middle = (positions: readonly Position[], [a, b]: Edge): Position => [(positions[a]![0] + positions[b]![0]) / 2, (positions[a]![1] + positions[b]![1]) / 2];
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
export function faultsOf(plane: Plane, touched: ReadonlySet<string>, fresh: (edge: Edge) => boolean, window: Box): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const add = (fault: Fault): void => void (faults.has(fault.id) || faults.set(fault.id, fault));
  for (const key of touched) {
    const area = plane.areas.get(key);
    if (area) formFaults(plane, key, area).forEach(add);
  }
  for (const layer of new Set([...touched].map(layerOf))) {
    const near = [...plane.areas].filter(([key, area]) => layerOf(key) === layer && meets(boxOf(plane, area), window));
    const made: Owned[] = [];
    const standing: Owned[] = [];
    for (const [key, area] of near)
      for (const edge of edgesOfArea(area)) {
        if (touched.has(key) && fresh(edge)) made.push({ edge, key });
        if (reaches(plane.positions, edge, window)) standing.push({ edge, key });
      }
    crossings(plane.positions, made, standing, add);
    covered(plane, made, standing, near, touched, add);
  }
  return faults;
}

function reaches(positions: readonly Position[], [a, b]: Edge, [west, south, east, north]: Box): boolean {
  const p = positions[a]!;
  const q = positions[b]!;
  return !((p[0] > east && q[0] > east) || (p[0] < west && q[0] < west) || (p[1] > north && q[1] > north) || (p[1] < south && q[1] < south));
}

/** A ring that meets itself in a vertex, has no extent or turns the wrong way; rings of one area that share more than a point. */
function formFaults(plane: Plane, key: string, area: Area): Fault[] {
  const faults: Fault[] = [];
  const edges = new Set<number>();
  area.forEach((part, p) => {
    part.forEach((ring, r) => {
      const at = plane.positions[ring[0] ?? 0]!;
      const id = `form:${key}:${p}:${r}`;
      const own = new Set(ring);
      const way = ring.length < 3 ? 0 : turning(plane.positions, ring);
      if (ring.length < 3 || way === 0) return void faults.push({ code: 'too_few_points', key, at, id });
      if (own.size < ring.length) {
        const seen = new Set<Vertex>();
        const twice = ring.find((vertex) => seen.size === seen.add(vertex).size)!;
        faults.push({ code: 'self_intersection', key, at: plane.positions[twice]!, id: `${id}:twice:${twice}` });
      }
      if (way > 0 !== (r === 0)) faults.push({ code: 'self_intersection', key, at, id: `${id}:turned` });
      if (r > 0) {
        const shared = ring.filter((vertex) => part.some((other, o) => o !== r && other.includes(vertex)));
        if (shared.length > 1) faults.push({ code: 'self_intersection', key, at: plane.positions[shared[0]!]!, id: `${id}:shared:${shared.join()}` });
        const free = [...edgesOf(ring)].find(([a, b]) => !shared.includes(a) || !shared.includes(b));
        if (free && !isInside(plane.positions, [part[0]!], middle(plane.positions, free))) faults.push({ code: 'hole_outside', key, at, id: `${id}:outside` });
        else if (free && part.some((other, o) => o > 0 && o !== r && isInside(plane.positions, [other], middle(plane.positions, free)))) faults.push({ code: 'self_intersection', key, at, id: `${id}:nested` });
      }
      for (const edge of edgesOf(ring)) {
        const name = nameOfEdge(edge);
        if (edges.has(name)) faults.push({ code: 'self_intersection', key, at: middle(plane.positions, edge), id: `form:${key}:edge:${nameInWords(edge)}` });
        edges.add(name);
      }
    });
    for (let q = 0; q < area.length; q++) {
      if (q === p) continue;
      const free = [...edgesOf(part[0]!)].find(([a, b]) => !area[q]![0]!.includes(a) || !area[q]![0]!.includes(b));
      if (free && isInside(plane.positions, area[q]!, middle(plane.positions, free))) faults.push({ code: 'nested_shells', key, at: plane.positions[part[0]![0]!]!, id: `form:${key}:${p}:in:${q}` });
    }
  });
  return faults;
}

/** Made edges that meet others anywhere but in a shared vertex, or that two areas have on the same side. */
function crossings(positions: readonly Position[], made: readonly Owned[], standing: readonly Owned[], add: (fault: Fault) => void): void {
  const west = ({ edge: [a, b] }: Owned): number => Math.min(positions[a]![0], positions[b]![0]);
  const ordered = made.length * standing.length > 200_000 ? [...standing].sort((one, other) => west(one) - west(other)) : null;
  const wests = ordered?.map(west);
  const widest = ordered ? Math.max(...[0, ...standing.map(({ edge: [a, b] }) => Math.abs(positions[a]![0] - positions[b]![0]))]) : 0;
  for (const mine of made) {
    const [a, b] = mine.edge;
    const p = positions[a]!;
    const q = positions[b]!;
    const [w, e] = p[0] < q[0] ? [p[0], q[0]] : [q[0], p[0]];
    const [s, n] = p[1] < q[1] ? [p[1], q[1]] : [q[1], p[1]];
    const others = ordered ?? standing;
    for (let i = wests ? firstFrom(wests, w - widest) : 0; i < others.length; i++) {
      const other = others[i]!;
      const [c, d] = other.edge;
      const r = positions[c]!;
      const t = positions[d]!;
      if (wests && wests[i]! > e) break;
      if ((r[0] > e && t[0] > e) || (r[0] < w && t[0] < w) || (r[1] > n && t[1] > n) || (r[1] < s && t[1] < s)) continue;
      const same = Number(a === c) + Number(a === d) + Number(b === c) + Number(b === d);
      if (same >= 2) {
        if (a === c && b === d && mine.key !== other.key) add(overlap(mine, other, middle(positions, mine.edge)));
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

function firstFrom(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const between = (low + high) >> 1;
    if (sorted[between]! < value) low = between + 1;
    else high = between;
  }
  return low;
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
  const look = ({ edge, key }: Owned, other: string, area: Area, own: Set<number>): void => {
    if (key === other || own.has(nameOfEdge(edge))) return;
    const at = middle(positions, edge);
    const [west, south, east, north] = boxOf(plane, area);
    if (at[0] < west || at[0] > east || at[1] < south || at[1] > north) return;
    if (isInArea(positions, area, at)) add({ code: 'overlap', key, other, at, id: `in:${nameInWords(edge)}:${other}` });
  };
  for (const [other, area] of near) {
    const mine = touched.has(other);
    if (!mine && made.length === 0) continue;
    const own = new Set([...edgesOfArea(area)].map(nameOfEdge));
    for (const owned of mine ? standing : made) look(owned, other, area, own);
    if (mine) for (const owned of made) look(owned, other, area, own);
  }
}
