import { describe, expect, test } from 'vitest';
import { readCsv } from '../src/domain/siting/csv.ts';
import { fieldOfError } from '../src/domain/siting/errors.ts';
import { extraFaults, groupsOf, rivalsOf } from '../src/domain/siting/extras.ts';
import { costsMoney, frontPoints, kneeOf } from '../src/domain/siting/front.ts';
import { loadsOf, sharesOf, summaryOf } from '../src/domain/siting/plan.ts';
import { demandOf, objections, problemFrom, received, sent } from '../src/domain/siting/points.ts';
import { fieldsOf } from '../src/domain/siting/problems.ts';
import { emptyDraft, type CityPoints, type Draft, type Problem, type Solution } from '../src/domain/siting/types.ts';
import { completed } from '../src/apps/planner/desk/drafts.ts';
import schema from '../../data/schemas/siting/problem.schema.json';

const city: CityPoints = {
  demand: [
    { id: 'd1', lon: 117.1, lat: 39.1, kind: 'community', weight: 1200, district: '120101' },
    { id: 'd2', lon: 117.2, lat: 39.1, kind: 'community', weight: 800, district: '120104' },
  ],
  candidates: [
    { id: 'c1', lon: 117.1, lat: 39.1, kind: 'shop', district: '120101' },
    { id: 'c2', lon: 117.2, lat: 39.1, kind: 'shop', district: '120104' },
  ],
  existing: [{ id: 'lk1', lon: 117.15, lat: 39.1, kind: 'parcel', district: '120101' }],
};
const draft = (changes: Partial<Draft> = {}): Draft => ({ ...emptyDraft, values: { p: 1 }, ...changes });
const sizes = { ...emptyDraft.sizes, on: true };
const market = emptyDraft.market;
const known = new Set(Object.keys(schema.properties));
const problem = (changes: Partial<Draft>): Problem => {
  const made = problemFrom(draft(changes), city);
  for (const member of Object.keys(made)) expect(known).toContain(member);
  return made;
};

describe('sizes and money', () => {
  test('go into the problem with the compartments that people take up', () => {
    const made = problem({ kind: 'mclp', sizes: { ...sizes, list: [{ id: ' 小 ', capacity: 40, cost: 1 }], existing: '小', load: 20, single: true } });
    expect(made).toMatchObject({ sizes: [{ id: '小', capacity: 40, cost: 1 }], loads: { d1: 24, d2: 16 }, existing_size: '小', single_source: true });
    expect(problem({ kind: 'mclp', sizes, existing: false })).not.toHaveProperty('existing_size');
    expect(problem({ kind: 'p_center', sizes })).not.toHaveProperty('sizes');
  });
  test('cost what the list says, else what the form says', () => {
    const own = [{ id: 'x', lon: 117.1, lat: 39.1, cost: 3 }];
    expect(problem({ values: { p: 1, site_cost: 0.5 }, candidates: { ...emptyDraft.candidates, kinds: [], own } })['site_costs']).toEqual({ c1: 0.5, c2: 0.5, 'site-x': 3 });
    expect(problem({})).not.toHaveProperty('site_costs');
    expect(problem({ candidates: { ...emptyDraft.candidates, kinds: [], own } }).candidates.find(({ id }) => id === 'site-x')).toEqual({ id: 'site-x', lon: 117.1, lat: 39.1, name: 'x' });
  });
  test('let the budget say how many', () => {
    expect(problem({ values: { p: 1, budget: 9, site_cost: 2 } })).toMatchObject({ budget: 9 });
    expect(problem({ values: { p: 1, budget: 9, site_cost: 2 } })).not.toHaveProperty('p');
    expect(problem({ values: { p: 1, budget: 9, site_cost: 2 }, budgetDecides: false })).toMatchObject({ p: 1, budget: 9 });
  });
  test('are objected to when they cannot be', () => {
    expect(objections(problem({ values: { budget: 9 } }))).toEqual(['no_costs']);
    expect(objections(problem({ values: { p: 2, budget: 3, site_cost: 2 }, budgetDecides: false }))).toEqual(['budget_short']);
    expect(objections(problem({ values: { budget: 1, site_cost: 2 }, required: ['c1'] }))).toEqual(['budget_short']);
    expect(objections(problem({ values: { budget: 4, site_cost: 2 } }))).toEqual([]);
  });
  test('are named by field when a number is no number', () => {
    const list = [{ id: '小', capacity: 0, cost: 1 }, { id: '小', capacity: 5, cost: NaN }, { id: '', capacity: 5, cost: 1 }];
    expect(extraFaults(draft({ sizes: { ...sizes, list } })).map(({ field, code }) => [field, code])).toEqual([['size-0-capacity', 'min'], ['size-1-id', 'twice'], ['size-1-cost', 'number'], ['size-2-id', 'empty']]);
    expect(extraFaults(draft({ kind: 'lscp', sizes: { ...sizes, list } }))).toEqual([]);
  });
});

describe('floors', () => {
  test('are for districts, with their own shares', () => {
    const made = problem({ kind: 'mclp', equity: { on: true, by: 'district', share: 50, own: { '120104': 80, '120101': 0 } } });
    expect(made['equity']).toEqual([{ id: '120104', demand: ['d2'], least_share: 0.8 }]);
    expect(problem({ kind: 'mclp', equity: { ...emptyDraft.equity, on: true, share: 0 } })).not.toHaveProperty('equity');
    expect(problem({ equity: { ...emptyDraft.equity, on: true } })).not.toHaveProperty('equity');
  });
  test('are for the groups of a list of one\'s own, which the server is not told', () => {
    const mine = draft({ kind: 'mclp', demand: { ...emptyDraft.demand, own: [{ id: 'a', lon: 117.1, lat: 39.1, weight: 5, group: '劝业场街' }] }, equity: { on: true, by: 'group', share: 60, own: {} } });
    expect([...groupsOf(mine, demandOf(mine, city), city)]).toEqual([['劝业场街', ['own-a']]]);
    const made = problemFrom(mine, city);
    expect(made['equity']).toEqual([{ id: '劝业场街', demand: ['own-a'], least_share: 0.6 }]);
    expect(made.demand.find(({ id }) => id === 'own-a')).not.toHaveProperty('group');
    expect(objections(problem({ kind: 'mclp', equity: { on: true, by: 'group', share: 60, own: {} } }))).toEqual(['no_groups']);
  });
});

describe('two objectives', () => {
  test('take the number of sites away, or who is out of reach', () => {
    const cost = problem({ kind: 'mclp', front: true });
    expect(cost).toMatchObject({ front: 'cost', standard_m: 500 });
    expect(cost).not.toHaveProperty('p');
    const walk = problem({ front: true });
    expect(walk).toMatchObject({ front: 'worst_walk', p: 1, distance: { cutoff_m: 3000 } });
    expect(walk).not.toHaveProperty('unserved_distance_m');
    expect(problem({ front: true, sizes })).not.toHaveProperty('front');
    expect(problem({ kind: 'p_center', front: true })).not.toHaveProperty('front');
    expect(fieldsOf(draft({ front: true })).map(({ id }) => id)).toEqual(['p', 'reach_m', 'min_spacing_m']);
  });
  const plan = { kind: 'mclp', status: 'optimal', objective: 90, bound: 90, gap: 0, sites: 3, open: ['c'] } as const;
  const solution: Solution = { ...plan, front: [{ objective: 90, cost: 6, proven: true, open: ['a', 'b', 'c'] }, { objective: 80, cost: 2, proven: true, open: ['a', 'b'] }, { objective: 10, cost: 1, proven: false, open: ['a'] }] };
  test('are told from the least cost on, and where they bend most', () => {
    const points = frontPoints(solution, null);
    expect(points.map(({ other, index }) => [other, index])).toEqual([[1, 2], [2, 1], [6, 0]]);
    expect(kneeOf(points)?.other).toBe(2);
    expect(kneeOf(points.slice(1))).toBeNull();
    const walks = frontPoints({ ...plan, front: [{ objective: 100, worst_walk_m: 900, proven: true, open: [] }, { objective: 110, worst_walk_m: 500, proven: true, open: [] }, { objective: 200, worst_walk_m: 450, proven: true, open: [] }] }, null);
    expect(kneeOf(walks)?.other).toBe(500);
  });
  test('are told while they are found', () => {
    expect(frontPoints(null, { id: 'j', title: '', status: 'running', step: 1, front: [[3, 50, true], [1, 20, true]] })).toEqual([
      { index: null, other: 1, objective: 20, proven: true, sites: null },
      { index: null, other: 3, objective: 50, proven: true, sites: null },
    ]);
    expect(frontPoints(null, null)).toEqual([]);
  });
  test('are money where something costs', () => {
    expect(costsMoney(problem({ kind: 'mclp', front: true }))).toBe(false);
    expect(costsMoney(problem({ kind: 'mclp', front: true, sizes }))).toBe(true);
  });
});

describe('a market', () => {
  test('counts the existing lockers as rivals, beside a list and the map', () => {
    const mine = draft({ kind: 'market_share', market: { ...market, own: [{ id: '甲', lon: 117.1, lat: 39.1, name: '甲', attraction: 2 }], placed: [{ id: 'rival-map-1', lon: 117.2, lat: 39.2, name: '竞争者 1' }], rivalAttraction: 3 } });
    expect(rivalsOf(mine, city).map(({ id }) => id)).toEqual(['lk1', 'rival-甲', 'rival-map-1']);
    const made = problemFrom(mine, city);
    expect(made).not.toHaveProperty('existing');
    expect(made).toMatchObject({ p: 1, distance: { cutoff_m: 3000 }, market: { model: 'huff', decay: 2, competitor_attraction: { lk1: 3, 'rival-甲': 2, 'rival-map-1': 3 } } });
    expect(made['market']).not.toHaveProperty('attraction');
    expect(made).not.toHaveProperty('unserved_distance_m');
  });
  test('may have the existing lockers as ours, and then needs others', () => {
    const ours = problem({ kind: 'market_share', market: { ...market, existing: 'ours', attraction: 2 } });
    expect(ours.existing).toEqual(['lk1']);
    expect(ours['market']).toMatchObject({ attraction: { c1: 2, c2: 2, lk1: 2 }, competitors: [] });
    expect(objections(ours)).toEqual(['no_rivals']);
    expect(extraFaults(draft({ kind: 'market_share', market: { ...market, decay: { huff: -1, logit: 0.003 } } }))).toEqual([{ field: 'decay', code: 'min', limit: 0 }]);
  });
});

test('what is to be far apart has no demand, on the way out and back', () => {
  const made = problem({ kind: 'p_dispersion' });
  expect(made.demand).toEqual([]);
  expect(sent(made)).not.toHaveProperty('demand');
  expect(received(sent(made) as Problem)).toEqual(made);
  expect(objections(made)).toEqual([]);
  expect(objections(problem({ kind: 'p_dispersion', existing: false }))).toEqual(['too_few_apart']);
});

test('a draft of an older version gets what it lacks', () => {
  const old = completed({ title: '旧', kind: 'mclp', values: { p: 3 }, market: { model: 'logit' } as Draft['market'] });
  expect(old.sizes).toEqual(emptyDraft.sizes);
  expect(old.market).toEqual({ ...market, model: 'logit' });
  expect(old.front).toBe(false);
});

test('a list has costs, attraction and subdistricts where it has such columns', () => {
  const { points, faults } = readCsv('名称,经度,纬度,费用,吸引力,街道\n甲,117.2,39.1,2.5,80,劝业场街\n乙,117.2,39.1,,,\n', 'WGS84');
  expect(faults).toEqual([]);
  expect(points).toEqual([{ id: '甲', lon: 117.2, lat: 39.1, weight: 1, cost: 2.5, attraction: 80, group: '劝业场街' }, { id: '乙', lon: 117.2, lat: 39.1, weight: 1 }]);
  expect(readCsv('lon,lat,cost\n117,39,-1\n117,39,x\n', 'WGS84').faults.map(({ line, code }) => [line, code])).toEqual([[2, 'negative'], [3, 'not_a_number']]);
  expect(readCsv('lon,lat,attraction\n117,39,0\n', 'WGS84').faults[0]?.code).toBe('not_positive');
});

describe('a plan with sizes', () => {
  const asked = problemFrom(draft({ kind: 'mclp', sizes: { ...sizes, list: [{ id: '小', capacity: 20, cost: 1 }], load: 10 } }), city);
  const solution: Solution = { kind: 'mclp', status: 'optimal', objective: 1400, bound: 1400, gap: 0, sites: 1, open: ['c1', 'c2'], sizes: ['小', '小'], flows: [{ demand: 'd1', site: 'c1', share: 0.75 }, { demand: 'd1', site: 'c2', share: 0.25 }, { demand: 'd2', site: 'c2', share: 0.25 }] };
  test('counts the share of people who are served', () => {
    expect(sharesOf(asked, solution)).toEqual([1, 0.25]);
    expect(sharesOf(asked, { ...solution, flows: undefined } as unknown as Solution)).toBeNull();
    expect(summaryOf(asked, [100, 200], 500, [1, 0.25])).toMatchObject({ total: 2000, served: 1400, covered: 1400 });
  });
  test('says how full each site is', () => {
    expect([...loadsOf(asked, solution)]).toEqual([['c1', { size: '小', used: 9, room: 20 }], ['c2', { size: '小', used: 5, room: 20 }]]);
  });
});

test('what the server refuses is said at its field', () => {
  const told: [string, string | null][] = [
    ['problem: 预算不足，最便宜也要 4 才够 budget 3 is less than the 4 that the cheapest p sites cost', 'budget'],
    ['problem: sizes[1]: capacity: expected a number', 'size-1-capacity'],
    ['problem: size 小: capacity: expected more than 0', 'sizes'],
    ['problem: sizes: existing_size: say which of them the existing sites have', 'existing_size'],
    ['problem: 公平底线达不到：标准之内至多覆盖分组 120104 的 50%，要求 80% 以上 equity of the group cannot be met, as no more than 50% of its weight has a permitted candidate within the standard', 'equity'],
    ['problem: market: decay: expected 0 or more', 'decay'],
    ['problem: market: competitors: expected lon and lat', 'rivals'],
    ['problem: 候选点不足 p = 9 is more than the 4 candidates that may be opened', 'p'],
    ['p: 超过候选点数 more sites than the 3 candidates', 'p'],
    ['problem: 需求点不可达 2 demand point(s) that no permitted candidate reaches within the standard: a, b', 'standard_m'],
    ['problem: 需求点不可达 2 demand point(s) that no permitted candidate reaches: a, b', 'candidates'],
    ['problem: front: cost takes no p: the number of sites is weighed', 'front'],
    ['problem: unserved_distance: expected at least the farthest listed distance, 3', 'unserved_distance_m'],
    ['problem: 相互矛盾 the sites a (required) and b (existing) are nearer to each other than the least spacing', 'min_spacing_m'],
    ['demand: 没有需求点 no demand points', 'demand'],
    ['内存不足 the problem does not fit into memory; a shorter cutoff_m helps', 'reach_m'],
    ['内部错误 internal error', null],
  ];
  for (const [text, field] of told) expect([text, fieldOfError(text)]).toEqual([text, field]);
});
