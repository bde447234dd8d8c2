import { faultsOf, type Edge, type Fault } from './faults.ts';
import { merged } from './merge.ts';
import { outlined } from './outline.ts';
import { around, boxAround, edgeIn, keysAt, neighboursOf, rounded, turned, type Area, type Part, type Plane, type Position, type Ring, type Vertex } from './plane.ts';
import { parted } from './split.ts';

/**
 * What a person does to a plane, as values that are kept and done again. Each gives the next plane, or says why not:
 * nothing that would make areas of a layer lie on each other, or leave a gap between neighbours, is done.
 */

/** An existing vertex, or a place for a new one. */
export type Corner = Vertex | Position;

export type Operation =
  /** One vertex, the two of an edge, or all of a part. */
  | { readonly do: 'move'; readonly vertices: readonly Vertex[]; readonly to: readonly Position[] }
  /** A new vertex in an edge, for whoever has the edge. */
  | { readonly do: 'insert'; readonly edge: Edge; readonly at: Position }
  | { readonly do: 'delete'; readonly vertex: Vertex }
  /** One vertex becomes another one: what was near is joined. */
  | { readonly do: 'join'; readonly vertex: Vertex; readonly onto: Vertex }
  /** A vertex goes onto an edge and stands in it from then on. */
  | { readonly do: 'attach'; readonly vertex: Vertex; readonly edge: Edge; readonly at: Position }
  | { readonly do: 'draw'; readonly key: string; readonly as: 'area' | 'part' | 'hole'; readonly ring: readonly Corner[] }
  /** An area, one of its parts, or a hole of a part. */
  | { readonly do: 'erase'; readonly key: string; readonly part?: number; readonly hole?: number }
  /** An area becomes what was read from a file, or what a mend proposes: rings of its parts, the outer one first, open or closed. */
  | { readonly do: 'outline'; readonly key: string; readonly parts: readonly (readonly (readonly Position[])[])[] }
  /** Along a line from one vertex of an outer ring to another; the larger piece keeps the name. */
  | { readonly do: 'split'; readonly key: string; readonly line: readonly Corner[]; readonly into: string }
  /** The second dissolves into the first. */
  | { readonly do: 'merge'; readonly keys: readonly [string, string] }
  /** One step for a person: all of them, or none. */
  | { readonly do: 'all'; readonly steps: readonly Operation[] };

/** Beside faults of form: a name that is not there or taken, a vertex where borders meet, a line that does not part, areas that do not touch. */
export type RefusalCode = Fault['code'] | 'unknown' | 'taken' | 'junction' | 'not_across' | 'not_neighbours';
export interface Refusal {
  readonly code: RefusalCode;
  readonly at?: Position;
  readonly keys?: readonly string[];
}
export type Outcome = { readonly plane: Plane; readonly refusal?: undefined } | { readonly refusal: Refusal; readonly plane?: undefined };

/** A plane that is to be looked at, and what is new in it. */
interface Attempt {
  readonly plane: Plane;
  readonly touched: readonly string[];
  readonly moved: ReadonlySet<Vertex>;
}

export function done(plane: Plane, operation: Operation): Outcome {
  if (operation.do === 'all') {
    let now = plane;
    for (const step of operation.steps) {
      const outcome = done(now, step);
      if (outcome.refusal) return outcome;
      now = outcome.plane;
    }
    return { plane: now };
  }
  const attempt = attempted(plane, operation);
  if (!('touched' in attempt)) return { refusal: attempt };
  const fault = freshFault(plane, attempt);
  return fault ? { refusal: { code: fault.code, at: fault.at, keys: fault.other ? [fault.key, fault.other] : [fault.key] } } : { plane: attempt.plane };
}

function freshFault(before: Plane, { plane, touched, moved }: Attempt): Fault | null {
  const names = new Set(touched);
  const vertices = new Set(moved);
  const old = new Set<number>();
  let madeNow: ReadonlySet<number> = old;
  if (moved.size === 0) {
    const now = new Set<number>();
    const [gone, made]: Edge[][] = [[], []];
    for (const key of touched) collect(before.areas.get(key) ?? [], plane.areas.get(key) ?? [], gone!, made!);
    for (const edge of gone!) old.add(directed(...edge));
    for (const edge of made!) now.add(directed(...edge));
    // Where an edge went, too: what lay beyond it may be covered now.
    for (const [edges, others] of [[made!, old], [gone!, now]] as const) for (const edge of edges) if (!others.has(directed(...edge))) edge.forEach((end) => vertices.add(end));
    for (const edge of now) if (old.has(edge)) now.delete(edge);
    madeNow = now;
  }
  const fresh = (a: Vertex, b: Vertex): boolean => (moved.size > 0 ? moved.has(a) || moved.has(b) : madeNow.has(directed(a, b)));
  if (vertices.size === 0) return null;
  const reach = (of: Plane): readonly Vertex[] => [...vertices, ...(moved.size > 0 ? edgesWith(of, touched, moved) : [])].filter((vertex) => vertex < of.positions.length);
  const now = boxAround(plane.positions, reach(plane));
  const then = boxAround(before.positions, reach(before));
  const window = Number.isFinite(then[0]) ? around(now, then) : now;
  const after = faultsOf(plane, names, fresh, window);
  if (after.size === 0) return null;
  // What was wrong already does not keep anyone from working on.
  const earlier = faultsOf(before, names, moved.size > 0 ? fresh : () => true, window);
  return [...after.values()].find(({ id }) => !earlier.has(id)) ?? null;
}

/** The edges by which two forms of an area differ, and some by which they do not: what is alike at both ends of a ring is left out. */
function collect(before: Area, after: Area, gone: Edge[], made: Edge[]): void {
  const parts = Math.max(before.length, after.length);
  for (let i = 0; i < parts; i++) {
    const rings = Math.max(before[i]?.length ?? 0, after[i]?.length ?? 0);
    for (let j = 0; j < rings; j++) {
      const one = before[i]?.[j] ?? [];
      const other = after[i]?.[j] ?? [];
      if (one === other) continue;
      const most = Math.min(one.length, other.length);
      let [head, tail] = [0, 0];
      while (head < most && one[head] === other[head]) head++;
      while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
      for (const [ring, edges] of [[one, gone], [other, made]] as const)
        for (let k = head - 1; k < ring.length - tail; k++) if (ring.length > 0) edges.push([ring[(k + ring.length) % ring.length]!, ring[(k + 1) % ring.length]!]);
    }
  }
}

const directed = (a: Vertex, b: Vertex): number => a * 67_108_864 + b;

/** The ends of all edges of these areas that have one of the vertices. */
function edgesWith(plane: Plane, keys: readonly string[], vertices: ReadonlySet<Vertex>): Vertex[] {
  const found: Vertex[] = [];
  for (const key of keys)
    for (const part of plane.areas.get(key) ?? [])
      for (const ring of part)
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) if (vertices.has(ring[i]!) || vertices.has(ring[j]!)) found.push(ring[i]!, ring[j]!);
  return found;
}

function attempted(plane: Plane, operation: Exclude<Operation, { readonly do: 'all' }>): Attempt | Refusal {
  switch (operation.do) {
    case 'move': return move(plane, operation.vertices, operation.to);
    case 'insert': return insert(plane, operation.edge, operation.at);
    case 'delete': return remove(plane, operation.vertex);
    case 'join': return join(plane, operation.vertex, operation.onto);
    case 'attach': return attach(plane, operation.vertex, operation.edge, operation.at);
    case 'draw': return draw(plane, operation.key, operation.as, operation.ring);
    case 'erase': return erase(plane, operation);
    case 'outline': return outline(plane, operation.key, operation.parts);
    case 'split': return split(plane, operation.key, operation.line, operation.into);
    case 'merge': return merge(plane, operation.keys);
  }
}

const unknown: Refusal = { code: 'unknown' };
const none: ReadonlySet<Vertex> = new Set();
const isVertex = (plane: Plane, vertex: Vertex): boolean => Number.isInteger(vertex) && vertex >= 0 && vertex < plane.positions.length;
const isPosition = (at: Position | undefined): at is Position => Array.isArray(at) && at.length === 2 && at.every(Number.isFinite);

/** With some areas in another form; null: taken away. */
function withAreas(plane: Plane, changes: Iterable<readonly [string, Area | null]>, positions = plane.positions): Plane {
  const areas = new Map(plane.areas);
  for (const [key, area] of changes) area === null ? areas.delete(key) : areas.set(key, area);
  return { positions, areas };
}
const copied = (area: Area): Area => [...area];
const eachRing = (area: Area, change: (ring: Ring) => Ring): Area => area.map((part): Part => part.map(change));

function move(plane: Plane, vertices: readonly Vertex[], to: readonly Position[]): Attempt | Refusal {
  if (vertices.length === 0 || vertices.length !== to.length || !vertices.every((it) => isVertex(plane, it)) || !to.every(isPosition)) return unknown;
  const moved = new Set(vertices);
  const touched = keysAt(plane, moved);
  if (touched.length === 0) return unknown;
  const positions = [...plane.positions];
  vertices.forEach((vertex, i) => (positions[vertex] = rounded(to[i]!)));
  return { plane: withAreas(plane, touched.map((key) => [key, copied(plane.areas.get(key)!)] as const), positions), touched, moved };
}

/** The new vertex is the last one of `positions`. */
function insert(plane: Plane, [a, b]: Edge, at: Position): Attempt | Refusal {
  if (!isVertex(plane, a) || !isVertex(plane, b) || !isPosition(at)) return unknown;
  const vertex = plane.positions.length;
  const touched = keysAt(plane, new Set([a])).filter((key) => plane.areas.get(key)!.some((part) => part.some((ring) => edgeIn(ring, a, b) >= 0)));
  if (touched.length === 0) return unknown;
  const areas = touched.map((key) => [key, eachRing(plane.areas.get(key)!, (ring) => standingIn(ring, [a, b], vertex))] as const);
  return { plane: withAreas(plane, areas, [...plane.positions, rounded(at)]), touched, moved: none };
}
function standingIn(ring: Ring, [a, b]: Edge, vertex: Vertex): Ring {
  const i = edgeIn(ring, a, b);
  return i < 0 ? ring : [...ring.slice(0, i + 1), vertex, ...ring.slice(i + 1)];
}

function remove(plane: Plane, vertex: Vertex): Attempt | Refusal {
  if (!isVertex(plane, vertex)) return unknown;
  const touched = keysAt(plane, new Set([vertex]));
  if (touched.length === 0) return unknown;
  // Where borders of three meet, one would be left without its end.
  if (neighboursOf(plane, vertex).size > 2) return { code: 'junction', at: plane.positions[vertex]!, keys: touched };
  const areas = touched.map((key) => [key, eachRing(plane.areas.get(key)!, (ring) => (ring.includes(vertex) ? ring.filter((it) => it !== vertex) : ring))] as const);
  return { plane: withAreas(plane, areas), touched, moved: none };
}

/** A ring in which one vertex has become another: without repetitions in a row. */
function joinedRing(ring: Ring, vertex: Vertex, onto: Vertex): Ring {
  if (!ring.includes(vertex)) return ring;
  const renamed = ring.map((it) => (it === vertex ? onto : it));
  return renamed.filter((it, i) => it !== renamed[(i + 1) % renamed.length]);
}
function join(plane: Plane, vertex: Vertex, onto: Vertex): Attempt | Refusal {
  if (!isVertex(plane, vertex) || !isVertex(plane, onto) || vertex === onto) return unknown;
  const touched = keysAt(plane, new Set([vertex]));
  if (touched.length === 0 || keysAt(plane, new Set([onto])).length === 0) return unknown;
  const areas = touched.map((key) => [key, eachRing(plane.areas.get(key)!, (ring) => joinedRing(ring, vertex, onto))] as const);
  return { plane: withAreas(plane, areas), touched, moved: none };
}

function attach(plane: Plane, vertex: Vertex, edge: Edge, at: Position): Attempt | Refusal {
  if (!isVertex(plane, vertex) || !isPosition(at) || edge.includes(vertex)) return unknown;
  const [a, b] = edge;
  const owners = keysAt(plane, new Set([vertex]));
  const others = keysAt(plane, new Set([a])).filter((key) => plane.areas.get(key)!.some((part) => part.some((ring) => edgeIn(ring, a, b) >= 0)));
  if (owners.length === 0 || others.length === 0) return unknown;
  const touched = [...new Set([...owners, ...others])];
  const positions = [...plane.positions];
  positions[vertex] = rounded(at);
  const areas = touched.map((key) => [key, eachRing(plane.areas.get(key)!, (ring) => (ring.includes(vertex) ? ring : standingIn(ring, edge, vertex)))] as const);
  return { plane: withAreas(plane, areas, positions), touched, moved: new Set([vertex]) };
}

/** The vertices of a line, new ones made. */
function placed(plane: Plane, corners: readonly Corner[]): { line: Vertex[]; positions: readonly Position[] } | null {
  const positions = [...plane.positions];
  const line: Vertex[] = [];
  for (const corner of corners) {
    if (typeof corner === 'number') {
      if (!isVertex(plane, corner)) return null;
      line.push(corner);
    } else {
      if (!isPosition(corner)) return null;
      line.push(positions.push(rounded(corner)) - 1);
    }
  }
  return { line, positions };
}

function draw(plane: Plane, key: string, as: 'area' | 'part' | 'hole', corners: readonly Corner[]): Attempt | Refusal {
  const made = placed(plane, corners);
  if (!made) return unknown;
  const { line, positions } = made;
  if (new Set(line).size < 3) return { code: 'too_few_points', ...(line.length > 0 && { at: positions[line[0]!]! }), keys: [key] };
  const before = plane.areas.get(key);
  if (as === 'area' ? before !== undefined : before === undefined) return { code: as === 'area' ? 'taken' : 'unknown', keys: [key] };
  const ring = turned(positions, line, as !== 'hole');
  let area: Area;
  if (as !== 'hole') area = [...(before ?? []), [ring]];
  else {
    // The part that it is drawn in: the first whose outer ring holds a corner of its own.
    const free = ring.find((vertex) => vertex >= plane.positions.length) ?? ring[0]!;
    const at = before!.findIndex((part) => holds(positions, part[0]!, positions[free]!));
    if (at < 0) return { code: 'hole_outside', at: positions[free]!, keys: [key] };
    area = before!.map((part, i) => (i === at ? [...part, ring] : part));
  }
  return { plane: withAreas(plane, [[key, area]], positions), touched: [key], moved: none };
}
function holds(positions: readonly Position[], ring: Ring, [x, y]: Position): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = positions[ring[j]!]!;
    const [bx, by] = positions[ring[i]!]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

function erase(plane: Plane, { key, part, hole }: { readonly key: string; readonly part?: number; readonly hole?: number }): Attempt | Refusal {
  const before = plane.areas.get(key);
  if (!before || (part !== undefined && !before[part]) || (hole !== undefined && !(part !== undefined && hole > 0 && before[part]![hole]))) return unknown;
  const area = part === undefined ? [] : hole === undefined ? before.filter((_, i) => i !== part) : before.map((it, i) => (i === part ? it.filter((_, j) => j !== hole) : it));
  return { plane: withAreas(plane, [[key, area.length === 0 ? null : area]]), touched: [key], moved: none };
}

function outline(plane: Plane, key: string, parts: readonly (readonly (readonly Position[])[])[]): Attempt | Refusal {
  if (parts.length === 0 || !parts.every((part) => part.length > 0 && part.every((ring) => ring.every(isPosition)))) return unknown;
  const made = outlined(plane, key, parts);
  if ('thin' in made) return { code: 'too_few_points', at: made.thin, keys: [key] };
  return { plane: withAreas(plane, made.areas, made.positions), touched: made.areas.map(([it]) => it), moved: none };
}

function split(plane: Plane, key: string, corners: readonly Corner[], into: string): Attempt | Refusal {
  const area = plane.areas.get(key);
  const made = placed(plane, corners);
  if (!area || !made) return unknown;
  if (plane.areas.has(into)) return { code: 'taken', keys: [into] };
  const pieces = parted(made.positions, area, made.line);
  if (!pieces) return { code: 'not_across', keys: [key] };
  return { plane: withAreas(plane, [[key, pieces.kept], [into, [pieces.cut]]], made.positions), touched: [key, into], moved: none };
}

function merge(plane: Plane, [one, other]: readonly [string, string]): Attempt | Refusal {
  const a = plane.areas.get(one);
  const b = plane.areas.get(other);
  if (!a || !b || one === other || one.split('/')[0] !== other.split('/')[0]) return unknown;
  const area = merged(plane.positions, a, b);
  if (!area) return { code: 'not_neighbours', keys: [one, other] };
  return { plane: withAreas(plane, [[one, area], [other, null]]), touched: [one, other], moved: none };
}
