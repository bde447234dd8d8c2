import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sketchScene, survivorScene } from '../src/apps/planner/stage/scene.ts';
import { areaWithin, crossesItself, lengthOf } from '../src/domain/measuring.ts';
import { readFeatures } from '../src/domain/siting/csv.ts';
import { survivorsOf, type Plan } from '../src/domain/siting/plan.ts';
import { candidatesOf, demandOf, problemFrom } from '../src/domain/siting/points.ts';
import { drawnAllows, gathered } from '../src/domain/siting/shapes.ts';
import { emptyDraft, type CityPoints, type Draft, type Problem, type Solution } from '../src/domain/siting/types.ts';
import type { LonLat } from '../src/domain/types.ts';
import { followingTheSystem } from '../src/map/style/tokens.ts';

const city: CityPoints = {
  demand: [
    { id: 'd1', lon: 117.2, lat: 39.1, kind: 'community', weight: 100, district: '120101' },
    { id: 'd2', lon: 117.201, lat: 39.1, kind: 'community', weight: 300, district: '120101' },
    { id: 'd3', lon: 117.25, lat: 39.15, kind: 'community', weight: 50, district: '120104' },
  ],
  candidates: [
    { id: 'c1', lon: 117.2, lat: 39.1, kind: 'shop' },
    { id: 'c2', lon: 117.25, lat: 39.15, kind: 'shop' },
  ],
  existing: [],
};
const draft = (demand: Partial<Draft['demand']> = {}, candidates: Partial<Draft['candidates']> = {}, more: Partial<Draft> = {}): Draft => ({
  ...emptyDraft, ...more, demand: { ...emptyDraft.demand, ...demand }, candidates: { ...emptyDraft.candidates, ...candidates },
});
const round = (lon: number, lat: number, by: number): LonLat[] => [[lon - by, lat - by], [lon + by, lat - by], [lon + by, lat + by], [lon - by, lat + by]];

describe('measuring', () => {
  // What PROJ's geodesics say of 0.01° of longitude and of latitude at 39.1° N, and of the cell between them.
  test('is that of the ellipsoid', () => {
    expect(lengthOf([[117.2, 39.1], [117.21, 39.1]])).toBeCloseTo(865.04, 1);
    expect(lengthOf([[117.2, 39.1], [117.2, 39.11]])).toBeCloseTo(1110.17, 1);
    expect(areaWithin([[117.2, 39.1], [117.21, 39.1], [117.21, 39.11], [117.2, 39.11]]) / 1e4).toBeCloseTo(96.028, 2);
  });
  test('adds up along a line, and is nought for a point', () => {
    expect(lengthOf([[117.2, 39.1]])).toBe(0);
    expect(lengthOf([[117.2, 39.1], [117.21, 39.1], [117.2, 39.1]])).toBeCloseTo(2 * lengthOf([[117.2, 39.1], [117.21, 39.1]]), 6);
    expect(areaWithin([[117.2, 39.1], [117.21, 39.1]])).toBe(0);
  });
  test('knows an outline whose sides cross', () => {
    expect(crossesItself(round(117, 39, 0.1))).toBe(false);
    expect(crossesItself([[0, 0], [1, 1], [1, 0], [0, 1]])).toBe(true);
    expect(crossesItself([[0, 0], [1, 0], [1, 1]])).toBe(false);
  });
});

describe('outlines', () => {
  test('take candidates within, or leave them out', () => {
    const ids = (areas: Draft['candidates']['areas']) => candidatesOf(draft({}, { areas }), city).all.map(({ id }) => id);
    expect(ids([{ ring: round(117.2, 39.1, 0.01), use: 'take' }])).toEqual(['c1']);
    expect(ids([{ ring: round(117.2, 39.1, 0.01), use: 'leave' }])).toEqual(['c2']);
    expect(ids([{ ring: round(117.2, 39.1, 0.01), use: 'take' }, { ring: round(117.25, 39.15, 0.01), use: 'take' }])).toEqual(['c1', 'c2']);
    expect(drawnAllows([{ ring: round(117.2, 39.1, 0.1), use: 'take' }, { ring: round(117.2, 39.1, 0.01), use: 'leave' }], 117.2, 39.1)).toBe(false);
  });
  test('do not take away what is locked, nor what was drawn by hand', () => {
    const areas = [{ ring: round(117.2, 39.1, 0.01), use: 'leave' }] as const;
    const drawn = [{ id: 'site-map-1', lon: 117.2, lat: 39.1, name: '自选点 1' }];
    expect(candidatesOf(draft({}, { areas, drawn }, { required: ['c1'] }), city).all.map(({ id }) => id)).toEqual(['c1', 'c2', 'site-map-1']);
  });
});

describe('demand by hand', () => {
  test('is changed, added and taken away', () => {
    const mine = draft({ edits: { d1: 7, d2: 0 }, added: [{ id: 'demand-map-1', lon: 117.3, lat: 39.1, weight: 20, name: '自设需求 1' }] });
    expect(demandOf(mine, city).map(({ id, weight }) => [id, weight])).toEqual([['d1', 7], ['d3', 50], ['demand-map-1', 20]]);
    expect(problemFrom(mine, city).demand[2]).toEqual({ id: 'demand-map-1', lon: 117.3, lat: 39.1, weight: 20, name: '自设需求 1' });
  });
  test('in a grid keeps its people and stands where somebody lives', () => {
    const cells = demandOf(draft({ gather: { by: 'grid', metres: 1000 } }), city);
    expect(cells.map(({ id, weight }) => [id, weight])).toEqual([['cell-d2', 400], ['d3', 50]]);
    expect(cells[0]).toMatchObject({ lon: 117.201, lat: 39.1, district: '120101' });
    expect(demandOf(draft({ gather: { by: 'grid', metres: 20 } }), city)).toHaveLength(3);
  });
  test('by group is one point a group; without one a point stays', () => {
    const points = [
      { id: 'a', lon: 117.2, lat: 39.1, weight: 1, group: '劝业场街' },
      { id: 'b', lon: 117.21, lat: 39.1, weight: 3, group: '劝业场街' },
      { id: 'c', lon: 117.22, lat: 39.1, weight: 5 },
    ];
    expect(gathered(points, { by: 'group', metres: 0 })).toEqual([
      { id: 'cell-b', lon: 117.21, lat: 39.1, weight: 4, group: '劝业场街', name: '劝业场街' },
      { id: 'c', lon: 117.22, lat: 39.1, weight: 5 },
    ]);
  });
});

describe('a file that the server has read', () => {
  const point = (lon: number, lat: number, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties });
  const file = (...features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features });
  test('is a list like a table, its properties the columns', () => {
    const { points, faults } = readFeatures(file(point(117.2, 39.1, { 名称: '甲', 人口: 30, 街道: '劝业场街' }), point(117.3, 39.2, { 名称: '乙', 人口: null })));
    expect(faults).toEqual([]);
    expect(points).toEqual([{ id: '甲', lon: 117.2, lat: 39.1, weight: 30, group: '劝业场街' }, { id: '乙', lon: 117.3, lat: 39.2, weight: 1 }]);
  });
  test('has its faults by record', () => {
    expect(readFeatures(file(point(117.2, 39.1, { id: 1, weight: -2 }), point(10, 39, { id: 2 })), [116, 38, 118, 40]).faults).toEqual([
      { line: 1, code: 'negative', what: '-2' },
      { line: 2, code: 'outside', what: '10, 39' },
    ]);
    expect(readFeatures(file()).faults.map(({ code }) => code)).toEqual(['empty']);
  });
  test('with coordinates of its own in columns is placed by its geometry', () => {
    expect(readFeatures(file(point(117.2, 39.1, { id: 'a', lon: 500000, lat: 4330000 }))).points).toEqual([{ id: 'a', lon: 117.2, lat: 39.1, weight: 1 }]);
  });
});

describe('sites of several plans', () => {
  const asked: Problem = { kind: 'p_median', demand: [], candidates: [{ id: 'lk', lon: 1, lat: 1 }, ...['c1', 'c2', 'c3'].map((id, k) => ({ id, lon: k, lat: 0 }))], existing: ['lk'], distance: { model: 'geodesic' } };
  const plan = (open: string[], problem = asked): Plan => ({ title: '', problem, walks: [], solution: { kind: 'p_median', status: 'optimal', objective: 1, bound: 1, gap: 0, sites: 2, open } as Solution });
  test('are counted by id and place, without those that stand already', () => {
    const elsewhere = { ...asked, candidates: asked.candidates.map((it) => (it.id === 'c2' ? { ...it, lon: 9 } : it)) };
    expect(survivorsOf([plan(['lk', 'c1', 'c2']), plan(['lk', 'c1', 'c3']), plan(['lk', 'c1', 'c2'], elsewhere)]).map(({ id, lon, times }) => [id, lon, times])).toEqual([
      ['c1', 0, 3], ['c2', 1, 1], ['c2', 9, 1], ['c3', 2, 1],
    ]);
  });
  test('stand out on the map when every plan has them', () => {
    const { features } = survivorScene(survivorsOf([plan(['c1', 'c2']), plan(['c1'])]), 2, 'c2');
    expect(features.map(({ properties }) => properties)).toEqual([{ id: 'c1', kind: 'new', label: '2', selected: false }, { id: 'c2', kind: 'shared', label: '1', selected: true }]);
  });
});

test('a sketch is its corners, the line between them and what they enclose', () => {
  const kinds = (corners: LonLat[]) => sketchScene([{ ring: round(117, 39, 1), use: 'leave' }], corners).features.map(({ geometry, properties }) => `${geometry.type} ${String(properties?.['use'])}`);
  expect(kinds([])).toEqual(['Polygon leave']);
  expect(kinds([[117, 39], [117.1, 39]])).toEqual(['Polygon leave', 'LineString now', 'Point corner', 'Point corner']);
  expect(kinds([[117, 39], [117.1, 39], [117, 39.1]]).slice(0, 2)).toEqual(['Polygon leave', 'Polygon now']);
});

test('pages of the server are light for readers whose system is', () => {
  expect(followingTheSystem()).toMatch(/^@media \(prefers-color-scheme: light\)\{:root:not\(\[data-theme\]\)\{--surface:#/);
});

describe('drawing on the map', () => {
  beforeEach(() => {
    vi.stubGlobal('location', { hash: '', origin: 'http://x', pathname: '/planner' });
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
    vi.resetModules();
  });
  afterEach(() => vi.unstubAllGlobals());
  const loaded = async () => ({ drawing: await import('../src/apps/planner/desk/drawing.ts'), state: await import('../src/apps/planner/desk/state.ts') });

  test('places candidates, excludes those that are there and takes off those that were drawn', async () => {
    const { drawing, state } = await loaded();
    expect(drawing.takePoint([117.2, 39.1], null)).toBe(false);
    drawing.switchMode('candidate');
    expect(drawing.takePoint([117.20000009, 39.1], null)).toBe(true);
    drawing.takePoint([117.3, 39.2], null);
    expect(state.draft.value.candidates.drawn.map(({ id, lon }) => [id, lon])).toEqual([['site-map-1', 117.2], ['site-map-2', 117.3]]);
    drawing.takePoint([117.3, 39.2], 'site-map-1');
    drawing.takePoint([117.3, 39.2], 'c1');
    expect(state.draft.value.candidates.drawn.map(({ id }) => id)).toEqual(['site-map-2']);
    expect(state.draft.value.forbidden).toEqual(['c1']);
    drawing.takePoint([117.3, 39.2], 'c1');
    expect(state.draft.value.forbidden).toEqual([]);
  });
  test('ends an outline only when it is one', async () => {
    const { drawing, state } = await loaded();
    drawing.drawOutline('leave');
    for (const at of [[0, 0], [1, 1], [1, 0], [0, 1]] as LonLat[]) drawing.takePoint(at, null);
    drawing.endOutline();
    expect(state.draft.value.candidates.areas).toEqual([]);
    drawing.backOne();
    drawing.endOutline();
    expect(state.draft.value.candidates.areas).toEqual([{ ring: [[0, 0], [1, 1], [1, 0]], use: 'leave' }]);
    expect([state.mode.value, drawing.sketch.value]).toEqual(['look', []]);
  });
  test('sets the people of a point and takes it away', async () => {
    const { drawing, state } = await loaded();
    drawing.setPeople('d1', 40);
    drawing.switchMode('demand');
    drawing.takePoint([117.2, 39.1], null);
    drawing.setPeople('demand-map-1', 12);
    expect(state.draft.value.demand).toMatchObject({ edits: { d1: 40 }, added: [{ id: 'demand-map-1', weight: 12 }] });
    drawing.setPeople('demand-map-1', 0);
    drawing.setPeople('d1', null);
    expect(state.draft.value.demand).toMatchObject({ edits: {}, added: [] });
  });
});
