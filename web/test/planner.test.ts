import { describe, expect, test } from 'vitest';
import { SitingApi } from '../src/data/siting-api.ts';
import { HttpError } from '../src/kit/http/http.ts';
import { problemFrom } from '../src/domain/siting/points.ts';
import { comparedGeoJson, comparedSites, csvOf } from '../src/domain/siting/export.ts';
import { walksFrom, type Plan } from '../src/domain/siting/plan.ts';
import { emptyDraft, isDone, type CityPoints, type Draft, type Solution } from '../src/domain/siting/types.ts';
import { bandColours, plannerStyle } from '../src/apps/planner/stage/map-style.ts';
import { colours } from '../src/map/style/tokens.ts';
import { areaOf, bandOf, compareScene, demandScene, numbersOf, paddingBeside, siteScene, walkScene } from '../src/apps/planner/stage/scene.ts';
import { dictionary } from '../src/apps/planner/desk/words.ts';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { FakeSiting } from './support/fake-siting.ts';

const city: CityPoints = {
  demand: Array.from({ length: 20 }, (_, k) => ({ id: `d${k}`, lon: 117.1 + 0.002 * k, lat: 39.1, kind: 'community', weight: 100 + k, district: k < 10 ? '120101' : '120104' })),
  candidates: Array.from({ length: 10 }, (_, k) => ({ id: `c${k}`, lon: 117.1 + 0.004 * k, lat: 39.101, kind: 'shop', district: '120101' })),
  existing: [{ id: 'lk1', lon: 117.1, lat: 39.1, kind: 'parcel', name: '示例柜', sample: true }],
};
const draft: Draft = { ...emptyDraft, title: '试', values: { p: 3 }, samples: true };
const asked = problemFrom(draft, city);

function served(lang: 'zh' | 'en' = 'zh') {
  const fake = new FakeSiting(city);
  const seen: Headers[] = [];
  const api = new SitingApi(() => lang, async (path, init) => {
    const headers = new Headers(init.headers);
    seen.push(headers);
    const { status, body, headers: extra } = fake.handle(init.method ?? 'GET', path, init.body ? JSON.parse(String(init.body)) : null, headers.get('if-match'));
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...extra } });
  });
  return { fake, api, seen };
}

describe('the server\'s siting side', () => {
  test('takes a problem and is followed to its proof', async () => {
    const { api, fake } = served();
    let job = await api.start('试', asked, { time_limit_s: 30, seed: 1 });
    const gaps = [job.gap ?? 1];
    while (!isDone(job.status)) {
      job = await api.job(job.id, job.step);
      gaps.push(job.gap ?? 1);
    }
    expect(job.status).toBe('proven');
    expect(gaps).toEqual([...gaps].sort((a, b) => b - a));
    expect(fake.asked.at(-1)).toMatch(/^GET \/siting\/jobs\/j1\?since=\d+&wait=25$/);
    const solution = await api.solution(job.id);
    expect(solution.open).toHaveLength(4);
    const walks = walksFrom(asked, await api.walks(job.id));
    expect(walks).toHaveLength(20);
    const moved = await api.evaluate(job.id, solution.open, [{ candidate: solution.open[1]!, lon: 117.2, lat: 39.2 }]);
    expect(moved.objective!).toBeGreaterThan(solution.objective!);
    expect(moved.walk_m).toHaveLength(20);
  });

  test('speaks the person\'s language and says why it refuses', async () => {
    const { api, fake, seen } = served('en');
    await expect(api.start('', { ...asked, demand: [] }, { time_limit_s: 1, seed: 1 })).rejects.toThrow('没有需求点');
    expect(seen[0]!.get('accept-language')).toBe('en');
    fake.busy = true;
    await expect(api.start('', asked, { time_limit_s: 1, seed: 1 })).rejects.toMatchObject({ status: 503, retryAfter: 7 });
    await expect(api.job('gone')).rejects.toMatchObject({ status: 404 });
  });

  test('that is not there at all is told from one that is away', async () => {
    const api = new SitingApi(() => 'zh', async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }));
    await expect(api.points()).rejects.toMatchObject({ status: 501 });
  });

  test('that cannot be reached is an error of its own', async () => {
    const api = new SitingApi(() => 'zh', () => Promise.reject(new TypeError('network')));
    await expect(api.points()).rejects.toEqual(new HttpError(0, ''));
  });

  test('that wants a session\'s writes marked is told the mark of the session', async () => {
    const seen: string[] = [];
    const api = new SitingApi(() => 'zh', async (path, init) => {
      const mark = new Headers(init.headers).get('jintu-csrf');
      seen.push(`${init.method ?? 'GET'} ${path} ${mark ?? '-'}`);
      const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
      if (path === '/auth/me') return json(200, { signed_in: true, csrf: 'm1' });
      return init.method !== 'GET' && mark !== 'm1' ? json(403, { code: 'csrf', detail: '' }) : json(202, { id: 'j1' });
    });
    await api.start('试', asked, { time_limit_s: 30, seed: 1 });
    await api.cancel('j1');
    expect(seen).toEqual(['POST /siting/jobs -', 'GET /auth/me -', 'POST /siting/jobs m1', 'DELETE /siting/jobs/j1 m1']);
  });

  test('keeps scenarios in versions, and refuses to overwrite one that another saved', async () => {
    const { api } = served();
    const job = await api.start('试', asked, { time_limit_s: 1, seed: 1 });
    const first = await api.save({ title: '试', notes: '先试', problem: asked, job: job.id, settings: draft }, null);
    expect(first).toMatchObject({ id: 's1', version: 1 });
    const second = await api.save({ title: '试二', notes: '', problem: asked, job: job.id, settings: draft }, first);
    expect(second.version).toBe(2);
    await expect(api.save({ title: '晚了', notes: '', problem: asked, job: null, settings: draft }, first)).rejects.toMatchObject({ status: 412 });
    await expect(api.rename(first, '旧的', '')).rejects.toMatchObject({ status: 412 });
    const renamed = await api.rename(second, '试三', '再试');
    expect(renamed).toMatchObject({ id: 's1', version: 3, title: '试三' });
    await expect(api.remove(second)).rejects.toMatchObject({ status: 412 });
    const old = await api.scenario('s1', 1);
    expect(old.title).toBe('试');
    expect(old.settings).toEqual(draft);
    expect(old.solution?.open.length).toBeGreaterThan(0);
    await api.remove(renamed);
    expect(await api.scenarios()).toEqual([]);
  });
});

describe('what the map is given', () => {
  const solution: Solution = { kind: 'p_median', status: 'optimal', objective: 1, bound: 1, gap: 0, sites: 2, open: ['lk1', 'c2', 'c5'], assignment: asked.demand.map((_, k) => (k === 0 ? null : 'c2')) };
  const walks = asked.demand.map((_, k) => (k === 0 ? null : k * 100));

  test('numbers new sites, and lockers that stand have none', () => {
    expect([...numbersOf(asked, solution.open)]).toEqual([['c2', 1], ['c5', 2]]);
    const { features } = siteScene({ problem: asked, open: solution.open, moved: { c5: [117.5, 39.5] }, locked: new Set(['c2']), selected: 'c5' });
    expect(features.map(({ properties }) => [properties!['kind'], properties!['label'], properties!['selected']])).toEqual([['existing', '', false], ['locked', '1', false], ['new', '2', true]]);
    expect(features[2]!.geometry).toEqual({ type: 'Point', coordinates: [117.5, 39.5] });
  });
  test('bands walks by the standard, its end included', () => {
    expect([0, 250, 251, 500, 501, null, undefined].map((walk) => bandOf(walk, 500))).toEqual([0, 0, 1, 1, 2, 3, -1]);
  });
  test('draws a line for whoever walks, none for whoever cannot', () => {
    expect(walkScene(asked, solution.assignment!, walks, {}, 500).features).toHaveLength(19);
    expect(demandScene(asked.demand, walks, 500).features.map(({ properties }) => properties!['band']).slice(0, 7)).toEqual([3, 0, 0, 1, 1, 1, 2]);
    expect(demandScene([], null, 500).features).toEqual([]);
  });
  test('shows in each of two plans what only it has', () => {
    const a: Plan = { title: 'a', problem: asked, solution, walks };
    const b: Plan = { ...a, solution: { ...solution, open: ['lk1', 'c2', 'c7'] } };
    expect(compareScene(a, b, 500).sites.features.filter(({ properties }) => properties!['kind'] === 'new').map(({ properties }) => properties!['id'])).toEqual(['c5']);
    expect(compareScene(a, b, 500).sites.features.filter(({ properties }) => properties!['kind'] === 'shared').length).toBeGreaterThan(0);
  });
  test('is a valid style in both themes', () => {
    for (const theme of ['night', 'day'] as const) {
      const style = plannerStyle({ origin: 'http://localhost', live: ['districts'], basemap: true, bounds: [116, 38, 118, 41], theme, lang: 'zh', words: { indicative: '', unverified: '', example: '', brands: ['', '', '', ''] }, visible: ['districts'], brand: null, selected: null, selectedId: null, unnamed: [], me: null });
      expect(validateStyleMin(style)).toEqual([]);
      expect(new Set(style.layers.map(({ id }) => id)).size).toBe(style.layers.length);
    }
  });
});

describe('the map follows', () => {
  const outline: GeoJSON.Polygon = { type: 'Polygon', coordinates: [[[117, 39], [117.1, 39], [117.1, 39.1], [117, 39]]] };
  const regions = [{ code: '120101', zh: '和平区', en: 'Heping', outline }, { code: '120104', zh: '南开区', en: 'Nankai', outline: null }];
  test('the area, districts by their outlines', () => {
    expect(areaOf({ kind: 'districts', codes: ['120101', '120104'] }, regions).features.map(({ geometry }) => geometry)).toEqual([outline]);
    expect(areaOf({ kind: 'box', box: [117, 39, 118, 40] }, regions).features).toHaveLength(1);
    expect(areaOf({ kind: 'all' }, regions).features).toEqual([]);
  });
  test('beside the legend where there is room, above it on a narrow screen', () => {
    expect(paddingBeside(1000, 600, { width: 230, height: 400 })).toMatchObject({ left: 250, bottom: 40 });
    expect(paddingBeside(390, 500, { width: 220, height: 60 })).toMatchObject({ left: 40, bottom: 80 });
    expect(paddingBeside(390, 300, { width: 380, height: 290 })).toEqual(paddingBeside(390, 300, null));
  });
  test('with one colour for one meaning', () => {
    for (const theme of ['night', 'day'] as const) {
      const c = colours[theme];
      expect(new Set([...bandColours(c), c.accent]).size).toBe(5);
    }
  });
});

describe('two plans compared, as files', () => {
  const solution = { kind: 'p_median', status: 'optimal', objective: 1, bound: 1, gap: 0, sites: 2, open: ['c1', 'c2'] } as Solution;
  const a: Plan = { title: 'a', problem: asked, solution, walks: [] };
  const b: Plan = { ...a, solution: { ...solution, open: ['c2', 'lk1'] } };
  test('have each site once, with whose it is', () => {
    expect(comparedSites(a, b).map(({ id, side, existing }) => [id, side, existing])).toEqual([['c2', 'both', false], ['c1', 'a', false], ['lk1', 'b', true]]);
    expect(comparedGeoJson(a, b, (id) => `名${id}`).features[0]).toMatchObject({ geometry: { type: 'Point' }, properties: { id: 'c2', name: '名c2', plan: 'both' } });
  });
  test('run nothing in a spreadsheet', () => {
    expect(csvOf([['a,b', '=1+1', '+35 米', '-3.5', '@x', '引"号']])).toBe('\ufeff"a,b",\'=1+1,\'+35 米,-3.5,\'@x,"引""号"\r\n');
  });
});

test('no English word of the workbench is left in Chinese', () => {
  const words = (value: unknown): string[] => (typeof value === 'string' ? [value] : typeof value === 'function' ? words((value as (...args: unknown[]) => unknown)(1, 2, 3)) : value !== null && typeof value === 'object' ? Object.values(value).flatMap(words) : []);
  const { switchLang: _, switchLangShort: __, ...english } = dictionary.en;
  expect(words(english).filter((it) => /[一-鿿]/.test(it))).toEqual([]);
});
