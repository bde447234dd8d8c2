import { betweenEnds, boxAround, layerOf, boxOf, meets, names, open, rounded, turned, type Area, type Part, type Plane, type Position, type Ring, type Vertex } from './plane.ts';

/**
 * An area that comes as coordinates into a plane that is there already: from a file, or from a mend. As when records are
 * read, nearness counts this once: what lies on a neighbour's vertex or border is that vertex, or stands in that border.
 */

/** About a centimetre, in degrees. */
const reach = 1e-7;
/** What is typed or drawn has eight decimals: that far it may be from a vertex that has more. */
const rounding = 0.6e-8;

/** The areas of the layer that have another form then, and all positions; or where a ring has less than three vertices. */
export function outlined(plane: Plane, key: string, parts: readonly (readonly (readonly Position[])[])[]): { areas: (readonly [string, Area])[]; positions: readonly Position[] } | { thin: Position } {
  const others = [...plane.areas].filter(([other]) => other !== key && layerOf(other) === layerOf(key));
  const known = new Set<Vertex>(others.flatMap(([, area]) => area.flat(2)));
  const positions = [...plane.positions];
  const nameOf = names(positions, known, rounding);
  const rings = parts.map((part) => part.map((ring) => open(ring.map((at) => nameOf(at)))));
  const own = [...new Set(rings.flat(2))];
  for (const vertex of own) if (vertex >= plane.positions.length) positions[vertex] = rounded(positions[vertex]!);
  const shared = edgesOf(others.map(([, its]) => its), own, positions.length);
  const between = betweenEnds(positions, [...new Set([...known, ...own])]);
  // An edge that a neighbour has stays one edge for both, whatever has come near it since.
  const standing = (a: Vertex, b: Vertex): Vertex[] => (shared.has(pair(a, b)) ? [] : between(a, b));
  const area: Part[] = [];
  for (const part of rings) {
    const whole = part.map((ring, i): Ring | null => {
      const all = ring.flatMap((vertex, k) => [vertex, ...standing(vertex, ring[(k + 1) % ring.length]!)]);
      return new Set(ring).size < 3 ? null : turned(positions, all, i === 0);
    });
    if (whole.some((ring) => ring === null)) return { thin: positions[part.find((ring) => new Set(ring).size < 3)?.[0] ?? own[0]!]! };
    area.push(whole as Ring[]);
  }
  const areas: (readonly [string, Area])[] = [[key, area]];
  // The borders of neighbours get the vertices that stand in them now.
  const [west, south, east, north] = boxAround(positions, own);
  const fresh = betweenEnds(positions, own.filter((vertex) => !known.has(vertex)));
  for (const [other, its] of others) {
    if (!meets(boxOf(plane, its), [west - reach, south - reach, east + reach, north + reach])) continue;
    const now = its.map((part): Part => part.map((ring): Ring => ring.flatMap((vertex, k) => [vertex, ...fresh(vertex, ring[(k + 1) % ring.length]!)])));
    if (now.some((part, i) => part.some((ring, k) => ring.length !== its[i]![k]!.length))) areas.push([other, now]);
  }
  return { areas, positions };
}

const pair = (a: Vertex, b: Vertex): number => Math.min(a, b) * 2 ** 26 + Math.max(a, b);

/** Edges of areas both of whose ends are among `ends`. */
function edgesOf(areas: readonly Area[], ends: readonly Vertex[], vertices: number): ReadonlySet<number> {
  const among = new Uint8Array(vertices);
  for (const vertex of ends) among[vertex] = 1;
  const edges = new Set<number>();
  for (const ring of areas.flat(2))
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      if (among[a] && among[b]) edges.add(pair(a, b));
    });
  return edges;
}

/** Of a geometry as it stands in a file. */
export const partsOf = (geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): Position[][][] => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((part) => part.map((ring) => ring.map((at): Position => [at[0]!, at[1]!])));

/** The server answers with seven decimals: what a mend left in place is the vertex that was sent, to its last digit. */
export function asDrawn(mended: GeoJSON.Polygon | GeoJSON.MultiPolygon, sent: GeoJSON.Polygon | GeoJSON.MultiPolygon): GeoJSON.Polygon | GeoJSON.MultiPolygon {
  const half = 0.6e-7;
  const cells = new Map<string, Position>();
  const cell = ([lon, lat]: Position): string => `${lon.toFixed(7)},${lat.toFixed(7)}`;
  for (const at of partsOf(sent).flat(2)) if (!cells.has(cell(at))) cells.set(cell(at), at);
  const parts = partsOf(mended).map((part) => part.map((ring) => ring.map((at) => {
    const known = cells.get(cell(at));
    return known && Math.abs(known[0] - at[0]) <= half && Math.abs(known[1] - at[1]) <= half ? [...known] : [...at];
  })));
  return mended.type === 'Polygon' ? { type: 'Polygon', coordinates: parts[0]! } : { type: 'MultiPolygon', coordinates: parts };
}
