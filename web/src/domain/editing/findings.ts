import { faultsOf, isInArea } from './faults.ts';
import { measuresOf, degreesOf, metresBetween } from './measures.ts';
import type { RefusalCode } from './operations.ts';
import { boxOf, keysAt, keysOfEdge, layerOf, type Area, type Plane, type Position } from './plane.ts';
import { snapTo } from './snap.ts';

/** What stands against an area as it is drawn: the server's codes and limits, before it is asked. The server decides. */

export type FindingCode = RefusalCode | 'sliver' | 'spike' | 'outside_district' | 'area_change' | (string & {});
export interface Finding {
  readonly code: FindingCode;
  /** `error`: is refused; `ask`: is accepted when a reason is given. */
  readonly severity: 'error' | 'ask';
  readonly key: string;
  readonly other?: string;
  readonly position?: Position;
  readonly measure?: number;
  readonly unit?: string;
  /** Sentences of the server. */
  readonly zh?: string;
  readonly en?: string;
}

/** As `geo/topology` has them. */
const limits = { sliverMetres: 0.3, sameMetres: 0.02, areaShare: 0.2, leastArea: 100, spikeDegrees: 1, spikeWidth: 0.3, spikeLength: 0.5 };

export interface Home {
  /** The districts that the area says it lies in, by key; empty: not asked. */
  readonly districts: readonly string[];
  /** Metres by which their outlines may be wrong. */
  readonly accuracy: number;
}

/** `before`: the plane that the editing started from. */
export function findingsOf(before: Plane, plane: Plane, key: string, home: Home): Finding[] {
  const area = plane.areas.get(key);
  if (!area) return [];
  const findings: Finding[] = [...faultsOf(plane, new Set([key]), () => true, boxOf(plane, area)).values()].map(({ code, other, at }) => ({ code, severity: 'error', key, ...(other && { other }), position: at }));
  return [...findings, ...spikes(plane, key, area), ...slivers(before, plane, key, area), ...outside(plane, key, area, home), ...growth(before, plane, key, area)];
}

function growth(before: Plane, plane: Plane, key: string, area: Area): Finding[] {
  const old = before.areas.get(key);
  if (!old) return [];
  const was = measuresOf(before, old).squareMetres;
  const by = measuresOf(plane, area).squareMetres - was;
  return Math.abs(by) >= limits.leastArea && Math.abs(by) > limits.areaShare * was ? [{ code: 'area_change', severity: 'ask', key, measure: by / was, unit: '%' }] : [];
}

function spikes(plane: Plane, key: string, area: Area): Finding[] {
  const narrow = Math.cos((limits.spikeDegrees * Math.PI) / 180);
  return area.flat().flatMap((ring) =>
    ring.flatMap((vertex, i): Finding[] => {
      const at = plane.positions[vertex]!;
      const [east, north] = degreesOf(1, at[1]);
      const leg = (other: Position) => [(other[0] - at[0]) / east, (other[1] - at[1]) / north] as const;
      const [ax, ay] = leg(plane.positions[ring[(i + ring.length - 1) % ring.length]!]!);
      const [bx, by] = leg(plane.positions[ring[(i + 1) % ring.length]!]!);
      const [a, b] = [Math.hypot(ax, ay), Math.hypot(bx, by)];
      if (!((ax * bx + ay * by) / (a * b) >= narrow)) return [];
      const width = Math.abs(ax * by - ay * bx) / Math.max(a, b);
      if (Math.min(a, b) < limits.spikeLength || width > limits.spikeWidth) return [];
      // A sharp corner may be meant; a way that comes back on itself is not.
      return [{ code: 'spike', severity: width < limits.sameMetres ? 'error' : 'ask', key, position: at }];
    }),
  );
}

/** A border that nearly meets another one of its layer, and is not joined to it: refused where both had it before. */
function slivers(before: Plane, plane: Plane, key: string, area: Area): Finding[] {
  const others = (other: string): boolean => other !== key && layerOf(other) === layerOf(key);
  const own = new Set(area.flat(2));
  const had = new Set((before.areas.get(key) ?? []).flat(2).map((vertex) => before.positions[vertex]!.join()));
  const found: Finding[] = [];
  for (const vertex of own) {
    const at = plane.positions[vertex]!;
    const near = snapTo(plane, at, { reach: degreesOf(limits.sliverMetres, at[1])[1], without: own, areas: others });
    if (!near || metresBetween(at, near.at) <= limits.sameMetres) continue;
    const ends = near.vertex === undefined ? near.edge! : [near.vertex];
    const other = (near.vertex === undefined ? keysOfEdge(plane, ...near.edge!) : keysAt(plane, new Set([near.vertex]))).find(others);
    if (other) found.push({ code: 'sliver', severity: ends.every((end) => had.has(plane.positions[end]!.join())) ? 'error' : 'ask', key, other, position: at });
    if (found.length >= 5) break;
  }
  return found;
}

function outside(plane: Plane, key: string, area: Area, home: Home): Finding[] {
  const districts = home.districts.flatMap((it) => plane.areas.get(it) ?? []);
  if (districts.length === 0) return [];
  const within = new Set(districts.flat(2));
  for (const [outer] of area)
    for (const vertex of outer!) {
      const at = plane.positions[vertex]!;
      if (within.has(vertex) || districts.some((it) => isInArea(plane.positions, [it], at))) continue;
      return [{ code: 'outside_district', severity: home.accuracy > 0 ? 'ask' : 'error', key, position: at }];
    }
  return [];
}
