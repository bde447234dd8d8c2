import { describe, expect, it } from 'vitest';
import { actionsOf, drawnOf, planeOfRecords, type SourceRecord } from '../src/domain/editing/changes.ts';
import { findingsOf } from '../src/domain/editing/findings.ts';
import { done, type Operation } from '../src/domain/editing/operations.ts';
import { changedKeys, type Plane, type Position } from '../src/domain/editing/plane.ts';
import { cutting, drawing } from '../src/domain/editing/sketch.ts';

const ring = (west: number, south: number, east: number, north: number): number[][] => [[west, south], [east, south], [east, north], [west, north], [west, south]];
const record = (key: string, coordinates: number[][] | null, properties: Record<string, unknown> = {}): SourceRecord => ({
  key, etag: `"r1.${key}"`, feature: { type: 'Feature', id: key.split('/')[1]!, properties, geometry: coordinates && { type: 'Polygon', coordinates: [coordinates] } },
});
const records = new Map(
  [
    record('carriers/a', ring(117.2, 39.1, 117.21, 39.11), { name_zh: '甲', boundary_status: 'indicative' }),
    record('carriers/b', ring(117.21, 39.1, 117.22, 39.11), { name_zh: '乙' }),
    record('carriers/p', null, { name_zh: '点', boundary_status: 'none' }),
    record('districts/d', ring(117.1, 39.0, 117.3, 39.2)),
  ].map((it) => [it.key, it]),
);
const base = planeOfRecords(records.values());
const at = (plane: Plane, lon: number, lat: number): number => plane.positions.findIndex(([x, y]) => x === lon && y === lat);
const did = (plane: Plane, operation: Operation): Plane => {
  const outcome = done(plane, operation);
  expect(outcome.refusal).toBeUndefined();
  return outcome.plane!;
};

describe('what was done, as actions', () => {
  it('is one update for each side of a border that moved, under the version that was read', () => {
    const now = did(base, { do: 'move', vertices: [at(base, 117.21, 39.11)], to: [[117.212, 39.112]] });
    const actions = actionsOf(records, base, now, {});
    expect(actions.map(({ action, id, if_match }) => [action, id, if_match])).toEqual([['update', 'a', '"r1.carriers/a"'], ['update', 'b', '"r1.carriers/b"']]);
    expect(Object.keys(actions[0]!.feature!)).toEqual(['geometry']);
  });
  it('is nothing when it was moved back', () => {
    const vertex = at(base, 117.21, 39.11);
    const back = did(did(base, { do: 'move', vertices: [vertex], to: [[117.212, 39.112]] }), { do: 'move', vertices: [vertex], to: [[117.21, 39.11]] });
    expect(actionsOf(records, base, back, {})).toEqual([]);
  });
  it('is an insert for what is new, a delete for what was merged away, an update for a record that gets its first outline', () => {
    const drawn = did(base, drawing(base, [[117.23, 39.1], [117.24, 39.1], [117.24, 39.11]].map((it) => ({ at: it as unknown as Position })), 'carriers/p', 'area', true));
    const cut = did(drawn, cutting(drawn, [{ at: [117.2, 39.105], edge: [at(drawn, 117.2, 39.11), at(drawn, 117.2, 39.1)] }, { at: [117.21, 39.105], edge: [at(drawn, 117.21, 39.1), at(drawn, 117.21, 39.11)] }], 'carriers/a', 'carriers/a-2'));
    const merged = did(cut, { do: 'merge', keys: ['carriers/a', 'carriers/b'] });
    const actions = actionsOf(records, base, merged, { 'carriers/a-2': { name_zh: '甲二' }, 'carriers/p': { boundary_status: 'indicative' } });
    expect(new Map(actions.map(({ action, id }) => [id, action]))).toEqual(new Map([['a', 'update'], ['b', 'delete'], ['p', 'update'], ['a-2', 'insert']]));
    expect(actions.find(({ id }) => id === 'a-2')!.feature!['properties']).toEqual({ name_zh: '甲二', id: 'a-2' });
    const { drawn: kept, fields } = drawnOf(actions);
    expect(changedKeys(merged, planeOfRecords(records.values(), kept))).toEqual([]);
    expect(fields['carriers/p']).toEqual({ boundary_status: 'indicative' });
  });
  it('leaves out what was typed and is as before', () => {
    expect(actionsOf(records, base, base, { 'carriers/a': { boundary_status: 'indicative' } })).toEqual([]);
    expect(actionsOf(records, base, base, { 'carriers/p': { boundary_status: 'indicative' }, 'carriers/a-2': { name_zh: '甲二' } })).toEqual([]);
    expect(actionsOf(records, base, base, { 'carriers/a': { boundary_status: 'surveyed' } })[0]!.feature).toEqual({ properties: { boundary_status: 'surveyed' } });
  });
});

describe('a line that is drawn', () => {
  it('follows the border between two of its vertices', () => {
    const bent = did(base, { do: 'insert', edge: [at(base, 117.22, 39.1), at(base, 117.22, 39.11)], at: [117.2205, 39.105] });
    const corners = [at(bent, 117.22, 39.1), at(bent, 117.22, 39.11)].map((vertex) => ({ vertex, at: bent.positions[vertex]! }));
    const beside = did(bent, drawing(bent, [...corners, { at: [117.23, 39.105] }], 'carriers/p', 'area', true));
    expect(beside.areas.get('carriers/p')![0]![0]).toHaveLength(4);
    // Without following, the straight line would cut through the neighbour or leave a gap.
    expect(done(bent, drawing(bent, [...corners, { at: [117.23, 39.105] }], 'carriers/p', 'area', false)).refusal?.code).toBe('overlap');
  });
  it('is put into the same edge twice, in either order', () => {
    const edge = [at(base, 117.2, 39.11), at(base, 117.2, 39.1)] as const;
    for (const lats of [[39.102, 39.108], [39.108, 39.102]]) {
      const cut = did(base, cutting(base, [{ at: [117.2, lats[0]!], edge }, { at: [117.205, 39.105] }, { at: [117.2, lats[1]!], edge }], 'carriers/a', 'carriers/a-2'));
      expect(cut.areas.get('carriers/a-2')![0]![0]).toHaveLength(3);
    }
  });
  it('that is refused leaves nothing behind', () => {
    const outcome = done(base, cutting(base, [{ at: [117.2, 39.105], edge: [at(base, 117.2, 39.11), at(base, 117.2, 39.1)] }, { at: [117.205, 39.105] }], 'carriers/a', 'carriers/a-2'));
    expect(outcome.refusal?.code).toBe('not_across');
  });
});

describe('findings while drawing', () => {
  const home = { districts: ['districts/d'], accuracy: 100 };
  const codes = (now: Plane, key = 'carriers/a') => findingsOf(base, now, key, home).map(({ code, severity }) => `${code} ${severity}`);
  it('are none for what is fine', () => {
    expect(codes(base)).toEqual([]);
  });
  it('ask about an area that changed by more than a fifth, and about a place beyond its district', () => {
    expect(codes(did(base, { do: 'move', vertices: [at(base, 117.2, 39.11)], to: [[117.19, 39.12]] }))).toEqual(['area_change ask']);
    expect(codes(did(base, { do: 'move', vertices: [at(base, 117.2, 39.11)], to: [[117.2, 39.25]] }))).toContain('outside_district ask');
  });
  /** A tip 860 m out of the western border, so wide at its foot (degrees of latitude). */
  const spiked = (width: number): Plane => {
    const edge = [at(base, 117.2, 39.11), at(base, 117.2, 39.1)] as const;
    const tip = base.positions.length;
    return did(base, { do: 'all', steps: [{ do: 'insert', edge, at: [117.2, 39.105] }, { do: 'insert', edge: [edge[0], tip], at: [117.2, 39.105 + width / 2] }, { do: 'insert', edge: [tip, edge[1]], at: [117.2, 39.105 - width / 2] }, { do: 'move', vertices: [tip], to: [[117.19, 39.105]] }] });
  };
  it('name a spike as the server does: refused below 2 cm, asked for below 0.3 m, else a corner that is meant', () => {
    expect(codes(spiked(1e-7))).toContain('spike error');
    expect(codes(spiked(2e-6))).toContain('spike ask');
    expect(codes(spiked(2e-5)).join()).not.toContain('spike');
  });
  it('ask about a new border that nearly meets its neighbour; what is nearer than 2 cm is one border', () => {
    const beside = (lon: number): string[] => {
      const now = planeOfRecords([...records.values(), record('carriers/c', ring(117.19, 39.1, lon, 39.11))]);
      return findingsOf(base, now, 'carriers/c', home).filter(({ code }) => code === 'sliver').map(({ other, severity }) => `${other} ${severity}`);
    };
    expect(new Set(beside(117.199999))).toEqual(new Set(['carriers/a ask']));
    expect(beside(117.1999998)).toEqual([]);
  });
  it('refuse a border that two shared and one has left by less than 0.3 m', () => {
    const left = planeOfRecords(records.values(), { 'carriers/a': { type: 'Polygon', coordinates: [ring(117.2, 39.1, 117.209999, 39.11)] } });
    expect(codes(left)).toContain('sliver error');
  });
});
