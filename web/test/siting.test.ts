import { describe, expect, test } from 'vitest';
import { inLanguage } from '../src/domain/bilingual.ts';
import { decode, readCsv } from '../src/domain/siting/csv.ts';
import { boxOf, candidatesOf, demandOf, kindsOf, namedIn, objections, problemFrom } from '../src/domain/siting/points.ts';
import { boxOfRegions, regionAt, type Region } from '../src/domain/regions.ts';
import { rivalsOf } from '../src/domain/siting/extras.ts';
import { byDistrict, compare, gapOf, heavyPoints, histogram, summaryOf, walksFrom } from '../src/domain/siting/plan.ts';
import { allFieldsOf, faultOf, fields, fromMetres, membersOf, problems, toMetres } from '../src/domain/siting/problems.ts';
import { emptyDraft, type CityPoints, type Draft, type Problem } from '../src/domain/siting/types.ts';
import { formatPlannerUrl, parsePlannerUrl } from '../src/domain/siting/url.ts';
import { outOfReach } from '../src/domain/siting/reach.ts';
import { noSteps, redone, stepped, undone, type Steps } from '../src/domain/undo.ts';
import schema from '../../data/schemas/siting/problem.schema.json';

const city: CityPoints = {
  demand: [
    { id: 'd1', lon: 117.1, lat: 39.1, kind: 'community', weight: 120.5, district: '120101' },
    { id: 'd2', lon: 117.2, lat: 39.1, kind: 'community', weight: 80, district: '120104' },
    { id: 'd3', lon: 117.2, lat: 39.2, kind: 'campus', weight: 1, district: '120104' },
  ],
  candidates: [
    { id: 'c1', lon: 117.1, lat: 39.1, kind: 'metro_exit', district: '120101' },
    { id: 'c2', lon: 117.2, lat: 39.1, kind: 'shop', district: '120104' },
    { id: 'c3', lon: 117.2, lat: 39.2, kind: 'shop', district: '120104' },
  ],
  existing: [{ id: 'lk1', lon: 117.15, lat: 39.1, kind: 'parcel', district: '120101' }],
};
const draft = (changes: Partial<Draft> = {}): Draft => ({ ...emptyDraft, ...changes });

describe('the table of problems', () => {
  test('has a row for each kind of the schema, and no other', () => {
    expect(problems.map(({ kind }) => kind).sort()).toEqual([...schema.properties.kind.enum].sort());
    for (const { kind } of problems) expect(schema.properties.kind.enum).toContain(kind);
  });
  test('names only members of the schema', () => {
    for (const { id, apart } of fields) if (!apart) expect(Object.keys(schema.properties)).toContain(id);
    for (const { kind } of problems) for (const field of allFieldsOf(draft({ kind }))) expect(field).toBeDefined();
  });
  test('says what is wrong with a number', () => {
    const p = fields.find(({ id }) => id === 'p')!;
    expect(faultOf(p, 2.5)).toEqual({ field: 'p', code: 'whole' });
    expect(faultOf(p, 0)).toEqual({ field: 'p', code: 'min', limit: 1 });
    expect(faultOf(p, NaN)?.code).toBe('number');
    expect(faultOf(p, 7)).toBeNull();
  });
  test('counts minutes at 75 metres', () => {
    expect(toMetres(5, 'min')).toBe(375);
    expect(fromMetres(375, 'min')).toBe(5);
    expect(membersOf(draft({ kind: 'mclp', values: { p: 3, standard_m: 375 } }))).toEqual({ p: 3, standard_m: 375 });
  });
});

describe('demand', () => {
  test('is weighted by kind, inside the area', () => {
    expect(demandOf(draft(), city).map(({ id, weight }) => [id, weight])).toEqual([['d1', 120.5], ['d2', 80]]);
    const some = draft({ area: { kind: 'districts', codes: ['120104'] }, demand: { ...emptyDraft.demand, use: { community: true, campus: true, business: false, metro: false }, weight: { ...emptyDraft.demand.weight, community: 2, campus: 900 } } });
    expect(demandOf(some, city).map(({ id, weight }) => [id, weight])).toEqual([['d2', 160], ['d3', 900]]);
  });
  test('takes a drawn box from any two corners', () => {
    expect(boxOf([117.25, 39.05], [117.15, 39.15])).toEqual([117.15, 39.05, 117.25, 39.15]);
    expect(demandOf(draft({ area: { kind: 'box', box: [117.15, 39.05, 117.25, 39.15] } }), city).map(({ id }) => id)).toEqual(['d2']);
  });
  test('that nothing reaches is named by the server and can be left out', () => {
    const text = '需求点不可达 1 demand point(s) that no permitted candidate reaches: d1, gone';
    expect(namedIn(text, demandOf(draft(), city))).toEqual(['d1']);
    expect(demandOf(draft({ leftOut: ['d1'] }), city).map(({ id }) => id)).toEqual(['d2']);
  });
  test('of one\'s own is added under names that cannot collide', () => {
    const own = draft({ demand: { ...emptyDraft.demand, own: [{ id: 'd1', lon: 117, lat: 39, weight: 5 }] } });
    expect(demandOf(own, city).map(({ id }) => id)).toEqual(['d1', 'd2', 'own-d1']);
    expect(demandOf(own, city)[2]).toMatchObject({ name: 'd1' });
  });
});

describe('candidates', () => {
  test('follow the rules and keep what stands', () => {
    const shops = candidatesOf(draft({ candidates: { ...emptyDraft.candidates, kinds: ['shop'], own: [] } }), city);
    expect(shops.all.map(({ id }) => id)).toEqual(['lk1', 'c2', 'c3']);
    expect(shops.existing).toEqual(['lk1']);
    expect(candidatesOf(draft({ existing: false, candidates: { ...emptyDraft.candidates, kinds: [], own: [{ id: 'x', lon: 117, lat: 39 }] } }), city).all.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3', 'site-x']);
  });
  test('that were dragged stand where they were left, and stay although the rules changed', () => {
    const moved = candidatesOf(draft({ existing: false, candidates: { ...emptyDraft.candidates, kinds: ['shop'], own: [] }, required: ['c1'], moved: { c1: [117.11, 39.11] } }), city);
    expect(moved.all[0]).toEqual({ id: 'c1', lon: 117.11, lat: 39.11 });
  });
  test('are counted by kind in the area', () => {
    expect(kindsOf(city.candidates, { kind: 'districts', codes: ['120104'] })).toEqual([{ kind: 'shop', count: 2 }, { kind: 'metro_exit', count: 0 }]);
  });
});

describe('the problem', () => {
  test('has the members of its kind and nothing the schema lacks', () => {
    const problem = problemFrom(draft({ kind: 'mclp', values: { p: 2, standard_m: 400 }, required: ['c1'], forbidden: ['c3', 'gone'], title: ' 南开 ' }), city);
    expect(problem).toMatchObject({ title: '南开', kind: 'mclp', p: 2, standard_m: 400, required: ['c1'], existing: ['lk1'], forbidden: ['c3'], distance: { model: 'walking' } });
    for (const member of Object.keys(problem)) expect(Object.keys(schema.properties)).toContain(member);
    expect(problem).not.toHaveProperty('unserved_distance_m');
    expect(problemFrom(draft(), city).distance).toEqual({ model: 'walking', cutoff_m: 3000 });
  });
  test('is objected to before it is sent', () => {
    expect(objections(problemFrom(draft({ values: { p: 3 } }), city))).toEqual([]);
    expect(objections(problemFrom(draft({ values: { p: 4 } }), city))).toEqual(['too_few_candidates']);
    expect(objections(problemFrom(draft({ area: { kind: 'box', box: [0, 0, 1, 1] }, existing: false }), city))).toEqual(['no_demand', 'no_candidates']);
    expect(objections(problemFrom(draft({ values: { p: 1 }, required: ['c1', 'c2'] }), city))).toEqual(['required_over_p']);
  });
});

describe('a list of one\'s own', () => {
  test('is read with Chinese headings, quotes and either line end', () => {
    const { points, faults } = readCsv('\ufeff名称,经度,纬度,人口\r\n"甲, 一期",117.2,39.1,300\r\n乙,117.3,39.2,\r\n', 'WGS84');
    expect(faults).toEqual([]);
    expect(points).toEqual([{ id: '甲, 一期', lon: 117.2, lat: 39.1, weight: 300 }, { id: '乙', lon: 117.3, lat: 39.2, weight: 1 }]);
  });
  test('names the line and the fault', () => {
    const { points, faults } = readCsv('id,lon,lat,weight\na,117,39,1\nb,x,39,1\nc,117,99,1\nd,117,39,-2\na,117,39,1\n', 'WGS84');
    expect(points.length).toBe(1);
    expect(faults.map(({ line, code }) => [line, code])).toEqual([[3, 'not_a_number'], [4, 'out_of_range'], [5, 'negative'], [6, 'twice']]);
    expect(readCsv('a,b\n1,2\n', 'WGS84').faults[0]!.code).toBe('no_columns');
    expect(readCsv('', 'WGS84').faults[0]!.code).toBe('empty');
    expect(readCsv('lon,lat\n1,2\n', 'WGS84', [116, 38, 118, 41]).faults[0]).toMatchObject({ line: 2, code: 'outside' });
  });
  test('in another datum is brought to ours', () => {
    const [point] = readCsv('lon,lat\n117.2,39.13\n', 'GCJ02').points;
    expect(point!.lon).toBeCloseTo(117.1937, 3);
    expect(point!.lat).toBeCloseTo(39.1288, 3);
  });
  test('may be in GB 18030', () => {
    expect(decode(new Uint8Array([0xbe, 0xad, 0xb6, 0xc8]).buffer)).toBe('经度');
  });
});

const problem: Problem = {
  kind: 'mclp', p: 1, standard_m: 300,
  demand: [{ id: 'd1', lon: 0, lat: 0, weight: 10 }, { id: 'd2', lon: 0, lat: 0, weight: 30 }, { id: 'd3', lon: 0, lat: 0, weight: 60 }, { id: 'd4', lon: 0, lat: 0, weight: 5 }],
  candidates: [{ id: 'a', lon: 1, lat: 1 }, { id: 'b', lon: 2, lat: 2 }],
  distance: { model: 'walking' },
};
const walks = [100, 300, 301, null];

describe('a plan', () => {
  test('is summed up by weight', () => {
    expect(summaryOf(problem, walks, 300)).toEqual({ total: 105, served: 100, mean: (1000 + 9000 + 60 * 301) / 100, p90: 301, worst: 301, covered: 40 });
    expect(summaryOf(problem, [null, null, null, null], null)).toMatchObject({ mean: null, p90: null, worst: null, covered: null });
  });
  test('has a distribution of walks in round bins, their ends included', () => {
    expect(histogram(problem, walks, 4)).toEqual([{ from: 0, to: 100, weight: 10 }, { from: 100, to: 200, weight: 0 }, { from: 200, to: 300, weight: 30 }, { from: 300, to: 400, weight: 60 }]);
  });
  test('is told by district', () => {
    const district: Record<string, string> = { d1: '120101', d2: '120104', d3: '120104' };
    expect(byDistrict(problem, walks, 300, ({ id }) => district[id])).toEqual([
      { district: '120104', total: 90, covered: 30, mean: (30 * 300 + 60 * 301) / 90 },
      { district: '120101', total: 10, covered: 10, mean: 100 },
      { district: '', total: 5, covered: 0, mean: null },
    ]);
  });
  test('differs from another in its sites, moved ones included', () => {
    const solution = { kind: 'mclp', status: 'optimal' as const, objective: 1, bound: 1, gap: 0, sites: 1, open: ['a', 'b'] };
    const plan = { title: '', problem, walks, solution };
    const moved = { ...plan, problem: { ...problem, candidates: [{ id: 'a', lon: 1, lat: 1 }, { id: 'b', lon: 2.1, lat: 2 }] } };
    expect(compare(plan, moved)).toEqual({ both: ['a'], onlyA: ['b'], onlyB: ['b'] });
  });
  test('has its walks from the server\'s lines', () => {
    const line = (demand: string, distance_m: number): GeoJSON.Feature => ({ type: 'Feature', properties: { demand, distance_m }, geometry: { type: 'LineString', coordinates: [] } });
    expect(walksFrom(problem, { type: 'FeatureCollection', features: [line('d2', 12.5), line('d1', 3)] })).toEqual([3, 12.5, null, null]);
  });
  test('has a gap once there are a plan and a bound', () => {
    expect(gapOf(100, 99)).toBeCloseTo(0.01);
    expect(gapOf(0, 0)).toBe(0);
    expect(gapOf(null, 1)).toBeNull();
  });
});

test('the address keeps the workbench, and forgives', () => {
  const state = { tab: 'compare', scenario: 's1', version: 2, job: null, view: { zoom: 12, lat: 39.1, lon: 117.2 }, lang: 'en', theme: 'day' } as const;
  expect(parsePlannerUrl(formatPlannerUrl(state))).toEqual(state);
  expect(parsePlannerUrl('#tab=nope&scenario=<x>&version=-1&map=a/b/c')).toEqual({ tab: null, scenario: null, version: null, job: null, view: null, lang: null, theme: null });
});

describe('sentences in two languages', () => {
  test('are shown in the one that is read, ids in both', () => {
    const note = '2 需求点不在步行网附近 demand points farther than the snapping limit: d-1, d-2, …';
    expect(inLanguage(note, 'zh')).toBe('2 需求点不在步行网附近：d-1, d-2, …');
    expect(inLanguage(note, 'en')).toBe('2 demand points farther than the snapping limit: d-1, d-2, …');
    expect(inLanguage('plain', 'en')).toBe('plain');
    expect(inLanguage('只有中文', 'en')).toBe('只有中文');
    expect(inLanguage('设施太少 too few sites', 'zh')).toBe('设施太少');
  });
});

describe('districts', () => {
  const square = (west: number, south: number): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1], [west, south]], [[west + 0.04, south + 0.04], [west + 0.06, south + 0.04], [west + 0.06, south + 0.06], [west + 0.04, south + 0.06], [west + 0.04, south + 0.04]]] });
  const regions: Region[] = [
    { code: '120101', zh: '和平区', en: 'Heping', outline: square(117.1, 39.1) },
    { code: '120104', zh: '南开区', en: 'Nankai', outline: { type: 'MultiPolygon', coordinates: [square(117.2, 39.1).coordinates, square(117.4, 39.1).coordinates] } },
    { code: '120110', zh: '东丽区', en: 'Dongli', outline: null },
  ];
  test('are told from outlines, holes and several parts included', () => {
    expect(regionAt(regions, 117.11, 39.11)).toBe('120101');
    expect(regionAt(regions, 117.15, 39.15)).toBeUndefined(); // in the hole
    expect(regionAt(regions, 117.41, 39.11)).toBe('120104');
    expect(regionAt(regions, 118, 39.11)).toBeUndefined();
    expect(boxOfRegions(regions)).toEqual([117.1, 39.1, 117.5, 39.2]);
    expect(boxOfRegions([regions[2]!])).toBeNull();
  });
  const own = { ...emptyDraft.demand, use: { ...emptyDraft.demand.use, community: false }, own: [{ id: 'a', lon: 117.11, lat: 39.11, weight: 5 }, { id: 'b', lon: 117.21, lat: 39.11, weight: 7 }] };
  test('have the points of one\'s own that lie in them, and no other', () => {
    const nankai = draft({ demand: own, area: { kind: 'districts', codes: ['120104'] } });
    expect(demandOf(nankai, city, regions).map(({ id, district }) => [id, district])).toEqual([['own-b', '120104']]);
    expect(demandOf(nankai, city).map(({ id }) => id)).toEqual(['own-a', 'own-b']); // where outlines are not known
    expect(problemFrom(nankai, city, regions).demand).toEqual([{ id: 'own-b', lon: 117.21, lat: 39.11, weight: 7, name: 'b' }]);
  });
  test('count them in their floors', () => {
    const floors = draft({ kind: 'mclp', demand: own, equity: { on: true, by: 'district', share: 40, own: {} } });
    expect(problemFrom(floors, city, regions)['equity']).toEqual([{ id: '120101', demand: ['own-a'], least_share: 0.4 }, { id: '120104', demand: ['own-b'], least_share: 0.4 }]);
  });
});

describe('lockers that are only examples', () => {
  const examples: CityPoints = { ...city, existing: [...city.existing, { id: 'lk2', lon: 117.16, lat: 39.1, kind: 'parcel', sample: true }] };
  test('are neither kept nor competitors unless they are asked for', () => {
    expect(candidatesOf(draft(), examples).existing).toEqual(['lk1']);
    expect(candidatesOf(draft({ samples: true }), examples).existing).toEqual(['lk1', 'lk2']);
    expect(rivalsOf(draft({ kind: 'market_share' }), examples).map(({ id }) => id)).toEqual(['lk1']);
    expect(rivalsOf(draft({ kind: 'market_share', samples: true }), examples).map(({ id }) => id)).toEqual(['lk1', 'lk2']);
  });
});

test('points that stand for more than twenty thousand people are told, the heaviest first', () => {
  expect(heavyPoints([{ id: 'a', weight: 20_000 }, { id: 'b', weight: 20_001 }, { id: 'c', weight: 593_669 }, { id: 'd' }]).map(({ id }) => id)).toEqual(['c', 'b']);
});

test('amounts of money have their unit in the table', () => {
  expect(fields.filter(({ money }) => money).map(({ id }) => id)).toEqual(['site_cost', 'budget']);
});

describe('changes by hand', () => {
  test('go back and forth, and a new one ends what was taken back', () => {
    let steps: Steps<string> = noSteps;
    steps = stepped(steps, 'a');
    steps = stepped(steps, 'b');
    const back = undone(steps, 'c')!;
    expect(back.value).toBe('b');
    expect(redone(back.steps, 'b')).toMatchObject({ value: 'c', steps: { past: ['a', 'b'], future: [] } });
    expect(undone(undone(back.steps, 'b')!.steps, 'a')).toBeNull();
    expect(stepped(back.steps, 'b').future).toEqual([]);
    expect(redone(noSteps, 'x')).toBeNull();
  });
  test('are kept a hundred deep', () => {
    let steps: Steps<number> = noSteps;
    for (let k = 0; k < 500; k++) steps = stepped(steps, k);
    expect(steps.past).toHaveLength(100);
    expect(steps.past.at(-1)).toBe(499);
  });
});

describe('demand out of reach', () => {
  const asked = (changes: Partial<Problem>): Problem => ({ kind: 'lscp', demand: [{ id: 'near', lon: 117.2, lat: 39.1, weight: 5 }, { id: 'far', lon: 117.2, lat: 39.2, weight: 7 }, { id: 'nobody', lon: 118, lat: 39, weight: 0 }], candidates: [{ id: 'c', lon: 117.2, lat: 39.103 }, { id: 'closed', lon: 117.2, lat: 39.2 }], forbidden: ['closed'], distance: { model: 'walking' }, standard_m: 500, ...changes });
  test('is told all at once, with how far the nearest candidate is', () => {
    const lost = outOfReach(asked({}));
    expect(lost.map(({ id }) => id)).toEqual(['far']);
    expect(lost[0]!.nearest).toBeCloseTo(0.097 * 111_195, -1);
    expect(outOfReach(asked({ forbidden: [] }))).toEqual([]);
    expect(outOfReach(asked({ candidates: [] }))).toEqual([{ id: 'near', nearest: null }, { id: 'far', nearest: null }]);
  });
  test('is not told where no distance is too long', () => {
    const { standard_m: _, ...rest } = asked({});
    expect(outOfReach(rest)).toEqual([]);
    expect(outOfReach({ ...rest, distance: { model: 'walking', cutoff_m: 20_000 } })).toEqual([]);
  });
  test('agrees with a look at every pair', () => {
    const points = (count: number, seed: number) => Array.from({ length: count }, (_, k) => ({ id: `${seed}-${k}`, lon: 117 + ((k * 7919 * seed) % 1000) / 5000, lat: 39 + ((k * 104_729 * seed) % 1000) / 5000, weight: 1 }));
    const problem = asked({ demand: points(300, 1), candidates: points(60, 3), forbidden: [] });
    const shrink = Math.cos((problem.demand[0]!.lat * Math.PI) / 180);
    const slow = problem.demand.filter((d) => problem.candidates.every((c) => Math.hypot((d.lon - c.lon) * shrink, d.lat - c.lat) * 111_195 > 505)).map(({ id }) => id);
    expect(slow.length).toBeGreaterThan(0);
    expect(outOfReach(problem).map(({ id }) => id)).toEqual(slow);
  });
});
