/**
 * Usage: operations.ts PEERS RESULTS [OPERATIONS [districts|parcels|ten_thousand|snapping]]
 * After each operation: no edge is used twice in one direction (overlap), the edges that one side only uses make as many closed lines as
 * before (gap). Every so often polygon-clipping, which knows nothing of shared vertices, unites all areas: what it finds counted twice, or left out, is told in m².
 */
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { edgesOfArea } from '../../../web/src/domain/editing/faults.ts';
import { Guides, type Guide } from '../../../web/src/domain/editing/guides.ts';
import { Journal } from '../../../web/src/domain/editing/journal.ts';
import { done, type Operation } from '../../../web/src/domain/editing/operations.ts';
import { changedKeys, geometryOf, planeOf, turning, type Area, type AreaFeature, type Plane, type Position } from '../../../web/src/domain/editing/plane.ts';
import { snapTo } from '../../../web/src/domain/editing/snap.ts';
import { bricks, randomOf } from '../../../web/test/support/mosaic.ts';

const [peers, results, wanted = '100000', only] = process.argv.slice(2) as [string, string, string?, string?];
const clipping = createRequire(`${peers}/x.js`)('polygon-clipping') as { union: (...areas: number[][][][][]) => number[][][][] };

/** Which directed edges are used, and how often: kept up to date by what an operation changed. */
class Ledger {
  private readonly uses = new Map<number, number>();
  private areas: ReadonlyMap<string, Area> = new Map();
  doubled = 0;
  private readonly outer = new Set<number>();
  stale = true;
  private lines = { apart: 0, lakes: 0 };
  /** Square degrees inside lines that run clockwise: what nobody has. */
  unowned = 0;

  follow(plane: Plane): void {
    for (const [key, area] of this.areas) if (plane.areas.get(key) !== area) for (const [a, b] of edgesOfArea(area)) this.count(a, b, -1);
    for (const [key, area] of plane.areas) if (this.areas.get(key) !== area) for (const [a, b] of edgesOfArea(area)) this.count(a, b, 1);
    this.areas = plane.areas;
  }
  private count(a: number, b: number, by: number): void {
    const edge = a * 67_108_864 + b;
    const before = this.uses.get(edge) ?? 0;
    const now = before + by;
    if (now > 1 && before <= 1) this.doubled++;
    if (now <= 1 && before > 1) this.doubled--;
    now === 0 ? this.uses.delete(edge) : this.uses.set(edge, now);
    const twin = b * 67_108_864 + a;
    const [mine, other] = [now > 0, this.uses.has(twin)];
    this.mark(edge, mine && !other);
    this.mark(twin, other && !mine);
  }
  private mark(edge: number, is: boolean): void {
    if (this.outer.has(edge) === is) return;
    is ? this.outer.add(edge) : this.outer.delete(edge);
    this.stale = true;
  }
  /**
   * Closed lines that the outer edges make, outlines of the whole and of what nobody has (lakes). Of those that meet in a point it counts one as `apart`: an
   * isthmus that is drawn together to a point leaves no ground to nobody.
   */
  outlines(positions: readonly Position[]): { readonly apart: number; readonly lakes: number } {
    if (!this.stale) return this.lines;
    const next = new Map<number, number[]>();
    for (const edge of this.outer) {
      const a = Math.floor(edge / 67_108_864);
      next.set(a, [...(next.get(a) ?? []), edge % 67_108_864]);
    }
    let [loops, lakes] = [0, 0];
    const meetings = [...next.values()].reduce((sum, onward) => sum + onward.length - 1, 0);
    this.unowned = 0;
    for (const start of next.keys()) {
      // A line that comes back to a place on it has closed there: what meets in a point is two lines.
      const path: number[] = [start];
      const places = new Set(path);
      for (let onward = next.get(start)!; onward.length > 0; onward = next.get(path[path.length - 1]!) ?? []) {
        const at = onward.pop()!;
        if (!places.has(at)) {
          path.push(at);
          places.add(at);
          continue;
        }
        loops++;
        const line: number[] = [at];
        while (path[path.length - 1] !== at) {
          line.unshift(path[path.length - 1]!);
          places.delete(path.pop()!);
        }
        const way = turning(positions, line) / 2;
        if (way >= 0) continue;
        this.unowned -= way;
        lakes++;
      }
    }
    this.stale = false;
    return (this.lines = { apart: loops - meetings, lakes });
  }
}

/** m² that areas have twice, and by which what nobody has differs from `unowned`, in square degrees. By another's geometry. */
function byAnother(plane: Plane, unowned: number): { overlap: number; gap: number } {
  const lat = plane.positions[0]![1];
  const squareMetres = 111_320 ** 2 * Math.cos((lat * Math.PI) / 180);
  const [x0, y0] = plane.positions[0]!;
  const shoelace = (ring: number[][]): number => ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length]!; return sum + ((x! - x0) * (v! - y0) - (u! - x0) * (y! - y0)) / 2; }, 0);
  const all = [...plane.areas.keys()].map((key) => { const geometry = geometryOf(plane, key)!; return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates; });
  const sum = all.flat().reduce((total, [outer, ...holes]) => total + Math.abs(shoelace(outer!)) - holes.reduce((off, hole) => off + Math.abs(shoelace(hole)), 0), 0);
  const united = clipping.union(...(all as [number[][][][]]));
  const union = united.reduce((total, [outer, ...holes]) => total + Math.abs(shoelace(outer!)) - holes.reduce((off, hole) => off + Math.abs(shoelace(hole)), 0), 0);
  const holes = united.reduce((total, [, ...its]) => total + its.reduce((of, hole) => of + Math.abs(shoelace(hole)), 0), 0);
  return { overlap: Math.abs(sum - union) * squareMetres, gap: Math.abs(holes - unowned) * squareMetres };
}

const kinds = ['move', 'insert', 'delete', 'edge', 'part', 'join', 'attach', 'split', 'merge', 'hole', 'fill', 'erase', 'outline'] as const;
const shares = [30, 15, 12, 10, 2, 5, 4, 7, 9, 2, 2, 2, 3];

function operationOf(kind: (typeof kinds)[number], plane: Plane, random: () => number, number: number): Operation | null {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const keys = [...plane.areas.keys()];
  const key = pick(keys);
  const part = pick(plane.areas.get(key)!);
  const ring = pick(part);
  const k = Math.floor(random() * ring.length);
  const vertex = (i: number): number => ring[(k + i + ring.length) % ring.length]!;
  const at = (it: number): Position => plane.positions[it]!;
  const mix = (p: Position, q: Position, share: number): Position => [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])];
  const size = Math.hypot(at(vertex(1))[0] - at(vertex(0))[0], at(vertex(1))[1] - at(vertex(0))[1]);
  const shift = (): Position => [(random() - 0.5) * 0.5 * size, (random() - 0.5) * 0.5 * size];
  const moved = (it: number, [dx, dy]: Position): Position => [at(it)[0] + dx, at(it)[1] + dy];
  switch (kind) {
    case 'move': return { do: 'move', vertices: [vertex(0)], to: [moved(vertex(0), shift())] };
    case 'edge': { const by = shift(); return { do: 'move', vertices: [vertex(0), vertex(1)], to: [moved(vertex(0), by), moved(vertex(1), by)] }; }
    case 'part': { const by = shift(); const all = [...new Set(part.flat())]; return { do: 'move', vertices: all, to: all.map((it) => moved(it, by)) }; }
    case 'insert': return { do: 'insert', edge: [vertex(0), vertex(1)], at: mix(at(vertex(0)), at(vertex(1)), 0.3 + 0.4 * random()) };
    case 'delete': return { do: 'delete', vertex: vertex(0) };
    case 'join': return { do: 'join', vertex: vertex(0), onto: vertex(random() < 0.5 ? 1 : 2) };
    case 'attach': return { do: 'attach', vertex: vertex(0), edge: [vertex(2), vertex(3)], at: mix(at(vertex(2)), at(vertex(3)), random()) };
    case 'split': {
      const outer = part[0]!;
      const from = Math.floor(random() * outer.length);
      const [a, b] = [outer[from]!, outer[(from + 2 + Math.floor(random() * Math.min(6, outer.length - 3))) % outer.length]!];
      return { do: 'split', key, line: random() < 0.5 ? [a, b] : [a, moved(a, [(at(b)[0] - at(a)[0]) * 0.5 + size * 0.05, (at(b)[1] - at(a)[1]) * 0.5]), b], into: `${key.split('/')[0]}/s${number}` };
    }
    case 'merge': {
      const other = keys.find((it) => it !== key && plane.areas.get(it)!.some((p) => p[0]!.includes(vertex(0)) && p[0]!.includes(vertex(1))));
      return other === undefined ? null : { do: 'merge', keys: [key, other] };
    }
    case 'hole': {
      const [p, q, r] = [at(part[0]![0]!), at(part[0]![Math.floor(part[0]!.length / 3)]!), at(part[0]![Math.floor((2 * part[0]!.length) / 3)]!)];
      const centre: Position = [(p[0] + q[0] + r[0]) / 3, (p[1] + q[1] + r[1]) / 3];
      return { do: 'draw', key, as: 'hole', ring: [mix(centre, p, 0.1), mix(centre, q, 0.1), mix(centre, r, 0.1)] };
    }
    // As a file would bring it: its coordinates alone, and it is to find its neighbours' vertices again.
    case 'outline': return { do: 'outline', key, parts: plane.areas.get(key)!.map((it) => it.map((line) => line.map(at))) };
    case 'fill': return part.length < 2 ? null : { do: 'draw', key: `${key.split('/')[0]}/f${number}`, as: 'area', ring: part[1]! };
    case 'erase': return part.length < 2 ? null : { do: 'erase', key, part: plane.areas.get(key)!.indexOf(part), hole: 1 };
  }
}

function run(name: string, features: readonly AreaFeature[], count: number, seed: number) {
  const first = planeOf(features);
  const bytes = JSON.stringify([...first.areas.keys()].map((key) => geometryOf(first, key)));
  const journal = new Journal(first);
  const random = randomOf(seed);
  const ledger = new Ledger();
  ledger.follow(first);
  let outlines = ledger.outlines(journal.now.positions);
  let [overlaps, gaps, changed, tried] = [0, 0, 0, 0];
  let worst = 0;
  let clipped = 0;
  let open = 0;
  const times: number[] = [];
  const done = Object.fromEntries(kinds.map((kind) => [kind, [0, 0]])) as Record<string, [number, number]>;
  const byKind = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]]));
  const total = shares.reduce((sum, it) => sum + it, 0);
  while (tried < count) {
    let dice = random() * total;
    const kind = kinds[shares.findIndex((share) => (dice -= share) < 0)]!;
    if (kind === 'merge' && journal.now.areas.size <= first.areas.size) continue;
    const operation = operationOf(kind, journal.now, random, tried);
    if (operation === null) continue;
    tried++;
    const script = stopwatch();
    const outcome = journal.do(operation);
    times.push(script());
    byKind[kind]!.push(times[times.length - 1]!);
    done[kind]![1]++;
    if (outcome.refusal) continue;
    done[kind]![0]++;
    changed++;
    ledger.follow(journal.now);
    if (ledger.doubled > 0) overlaps++;
    const had = ledger.unowned;
    const now = ledger.outlines(journal.now.positions);
    // A hole is drawn, filled or erased on purpose, and a fill may merge away; nothing else opens or closes one. A lake may be drawn together to two.
    if (kind !== 'hole' && (now.apart > outlines.apart || (now.lakes > outlines.lakes && ledger.unowned > had && kind !== 'join' && kind !== 'attach'))) gaps++;
    outlines = now;
    if (changed % Math.ceil(count / 12) === 0) {
      ledger.stale = true; // a moved outline has another extent
      ledger.outlines(journal.now.positions);
      const found = byAnother(journal.now, ledger.unowned);
      clipped++;
      worst = Math.max(worst, found.overlap);
      open = Math.max(open, found.gap);
    }
  }
  const last = journal.now;
  const replayed = new Journal(first, journal.operations);
  const same = changedKeys(last, replayed.now).length === 0;
  const back: number[] = [];
  for (;;) {
    const script = stopwatch();
    if (!journal.undo()) break;
    back.push(script());
  }
  const firstBytes = bytes === JSON.stringify([...journal.now.areas.keys()].map((key) => geometryOf(journal.now, key)));
  const vertices = new Set([...last.areas.values()].flat(3)).size;
  const row = { areas: first.areas.size, vertices: [new Set([...first.areas.values()].flat(3)).size, vertices], tried, changed, overlaps, gaps, clipper: { looks: clipped, overlap_m2: Number(worst.toFixed(6)), gap_m2: Number(open.toFixed(6)) }, replay_equal: same, undo_gives_first_bytes: firstBytes, ms: quantiles(times), undo_ms: quantiles(back), kinds: Object.fromEntries(kinds.map((kind) => [kind, { done: done[kind]![0], tried: done[kind]![1], p95_ms: quantiles(byKind[kind]!).p95 }])) };
  console.log(name, JSON.stringify(row));
  return row;
}

/** Milliseconds of script: what the clock says, or the process's CPU where others held the machine meanwhile. Either is too much, never too little. */
function stopwatch(): () => number {
  const from = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(performance.now() - from, (user + system) / 1000);
  };
}

function quantiles(times: number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => Number((sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(3));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** The districts with their edges halved until there are ten thousand vertices. */
function dense(features: readonly AreaFeature[]): AreaFeature[] {
  let plane = planeOf(features);
  for (const key of plane.areas.keys())
    for (const [a, b] of [...edgesOfArea(plane.areas.get(key)!)]) {
      if (new Set([...plane.areas.values()].flat(3)).size >= 10_000) break;
      for (const [from, to] of [[a, b]] as const) {
        const [p, q] = [plane.positions[from]!, plane.positions[to]!];
        let at = from;
        for (const share of [0.25, 0.5, 0.75]) {
          const outcome = done(plane, { do: 'insert', edge: [at, to], at: [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])] });
          if (!outcome.plane) break;
          plane = outcome.plane;
          at = plane.positions.length - 1;
        }
      }
    }
  return [...plane.areas.keys()].map((key) => ({ key, geometry: geometryOf(plane, key)! }));
}

/** Looks for what is near: at 10,000 vertices and 60,000 roads, as many as are kept at most, beside the same looks without roads. */
function snapping(features: readonly AreaFeature[], looks: number, seed: number) {
  const plane = planeOf(features);
  const random = randomOf(seed);
  const place = (): Position => [117.0 + random() * 0.4, 38.95 + random() * 0.3];
  const roads = Array.from({ length: 60_000 }, (_, i): Guide => {
    const line: Position[] = [place()];
    for (let k = 0; k < 9; k++) line.push([line[k]![0] + (random() - 0.5) * 0.002, line[k]![1] + (random() - 0.5) * 0.002]);
    return { id: `${i}`, kind: 'minor', names: { zh: '', en: '' }, line };
  });
  const guides = new Guides();
  const pages: number[] = [];
  for (let i = 0; i < roads.length; i += 1000) {
    const script = stopwatch();
    guides.add(roads.slice(i, i + 1000));
    pages.push(script());
  }
  const [without, with_]: number[][] = [[], []];
  let found = 0;
  for (let k = 0; k < looks; k++) {
    const at = k % 2 ? place() : plane.positions[Math.floor(random() * plane.positions.length)]!;
    const reach = 0.0001 * 8 ** random(); // 11 to 90 m: a mouse's at zoom 16 to a finger's at zoom 14
    for (const [times, its] of [[without!, undefined], [with_!, guides]] as const) {
      const script = stopwatch();
      if (snapTo(plane, at, { reach, guides: its })?.road) found++;
      times.push(script());
    }
  }
  const row = { vertices: new Set([...plane.areas.values()].flat(3)).size, roads: guides.size, looks, on_roads: found, ms: quantiles(with_!), ms_without_roads: quantiles(without!), page_of_1000_ms: quantiles(pages) };
  console.log('snapping', JSON.stringify(row));
  return row;
}

const districts = (JSON.parse(readFileSync('data/districts.geojson', 'utf8')) as GeoJSON.FeatureCollection<GeoJSON.Polygon>).features.map(({ id, geometry }) => ({ key: `districts/${id}`, geometry }));
const count = Number(wanted);
const wantedRows = { districts: () => run('16 districts', districts, count, 1), parcels: () => run('2,000 parcels', bricks(50, 40), count, 2), ten_thousand: () => run('10,000 vertices', dense(districts), Math.ceil(count / 10), 3) };
const rows: Record<string, ReturnType<typeof run>> = {};
const looked = only === undefined || only === 'snapping' ? { snapping: snapping(dense(districts), 5000, 4) } : {};
for (const [name, row] of Object.entries(wantedRows)) {
  if (only !== undefined && only !== name) continue;
  rows[name] = row();
  writeFileSync(results, `${JSON.stringify({ operations: count, ...looked, ...rows }, null, 1)}\n`);
}
writeFileSync(results, `${JSON.stringify({ operations: count, ...looked, ...rows }, null, 1)}\n`);
const bad = Object.values(rows).filter((row) => row.overlaps + row.gaps > 0 || row.clipper.overlap_m2 > 0.01 || row.clipper.gap_m2 > 0.01 || !row.replay_equal || !row.undo_gives_first_bytes);
process.exit(bad.length > 0 ? 1 : 0);
