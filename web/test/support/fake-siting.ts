import { distance } from '../../src/domain/distance.ts';
import type { CityPoints, Problem } from '../../src/domain/siting/types.ts';

/** A stand-in for the server's siting side in unit tests: straight lines, a greedy plan, a made-up bound. */

interface Made {
  id: string;
  title: string;
  problem: Problem;
  open: string[];
  step: number;
  cancelled: boolean;
  elbow?: number[];
}
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({ status, body, headers });
const problemJson = (status: number, detail: string): Answer => answer(status, { title: 'refused', detail, status });
const last = 4;

export class FakeSiting {
  readonly jobs = new Map<string, Made>();
  readonly scenarios = new Map<string, { versions: Record<string, unknown>[] }>();
  readonly asked: string[] = [];
  busy = false;
  private readonly city: CityPoints;
  constructor(city: CityPoints) {
    this.city = city;
  }

  handle(method: string, address: string, body: unknown, ifMatch: string | null = null): Answer {
    const url = new URL(address, 'http://fake');
    const [, , what, id, part] = url.pathname.split('/');
    this.asked.push(`${method} ${url.pathname}${url.search}`);
    if (what === 'points') return answer(200, this.city);
    if (what === 'coverage') return answer(200, this.coverage());
    if (what === 'elbow') return this.start(body as never, (body as { p: number[] }).p);
    if (what === 'scenarios') return this.scenario(method, id, body, url.searchParams.get('version'), ifMatch);
    if (what !== 'jobs') return problemJson(404, 'nothing here');
    if (id === undefined) return this.start(body as never);
    const job = this.jobs.get(id);
    if (!job) return problemJson(404, 'no such job');
    if (method === 'DELETE') {
      job.cancelled = true;
      job.step += 1;
      return answer(200, this.news(job));
    }
    if (part === 'solution') return url.searchParams.get('f') === 'walks' ? answer(200, this.lines(job)) : answer(200, this.solution(job));
    if (part === 'problem') return answer(200, job.problem);
    if (part === 'catchments') return answer(200, { type: 'FeatureCollection', features: [] });
    if (part === 'evaluate') return this.evaluate(job, body as never);
    if (url.searchParams.has('since') && !job.cancelled) job.step = Math.min(last, job.step + 1);
    return answer(200, this.news(job));
  }

  private start({ title, problem }: { title: string; problem: Problem }, elbow?: number[]): Answer {
    if (this.busy) return answer(503, { detail: '' }, { 'retry-after': '7' });
    if (problem.demand.length === 0) return problemJson(422, 'demand: 没有需求点 no demand points');
    const job: Made = { id: `j${this.jobs.size + 1}`, title, problem, open: this.greedy(problem, Number(problem['p'] ?? 5)), step: 1, cancelled: false, ...(elbow && { elbow }) };
    this.jobs.set(job.id, job);
    return answer(202, this.news(job), { location: `/siting/jobs/${job.id}` });
  }

  private greedy(problem: Problem, p: number): string[] {
    const open = [...(problem.existing ?? []), ...(problem.required ?? [])];
    const taken = new Set([...open, ...(problem.forbidden ?? [])]);
    const heavy = [...problem.demand].sort((a, b) => b.weight - a.weight);
    for (let k = problem.required?.length ?? 0; k < p; k++) {
      const at = heavy[k % heavy.length]!;
      const next = problem.candidates.filter(({ id }) => !taken.has(id)).sort((a, b) => distance([a.lon, a.lat], [at.lon, at.lat]) - distance([b.lon, b.lat], [at.lon, at.lat]))[0];
      if (!next) break;
      taken.add(next.id);
      open.push(next.id);
    }
    return open;
  }

  private assign(problem: Problem, open: readonly string[], move: readonly { candidate: string; lon: number; lat: number }[] = []) {
    const moved = new Map(move.map((it) => [it.candidate, it]));
    const sites = problem.candidates.filter(({ id }) => open.includes(id)).map((site) => ({ ...site, ...moved.get(site.id) }));
    const reach = Number(problem['standard_m'] ?? 3000);
    const nearest = problem.demand.map(({ lon, lat }) => {
      let best: { id: string; metres: number } | null = null;
      for (const site of sites) {
        const metres = 1.3 * distance([lon, lat], [site.lon, site.lat]);
        if (metres <= reach && (best === null || metres < best.metres)) best = { id: site.id, metres };
      }
      return best;
    });
    const objective = problem.demand.reduce((sum, { weight }, index) => sum + weight * (nearest[index]?.metres ?? reach), 0);
    return { objective, assignment: nearest.map((it) => it?.id ?? null), walk_m: nearest.map((it) => it?.metres ?? null) };
  }

  private news(job: Made) {
    const { objective } = this.assign(job.problem, job.open);
    const over = job.step >= last;
    const at = (k: number): [number, number, number] => [k / 2, objective * (1 + 0.2 / k), objective * (1 - 0.3 / k)];
    const [, best, bound] = over ? [0, objective, objective] : at(job.step);
    return {
      id: job.id, title: job.title, status: job.cancelled ? 'cancelled' : over ? 'proven' : 'running', step: job.step, phase: over ? 'done' : 'search', best, bound, gap: Math.abs(best - bound) / best,
      nodes: job.step, elapsed_s: job.step / 2, history: [...Array.from({ length: Math.min(job.step, last - 1) }, (_, k) => at(k + 1)), ...(over ? [[last / 2, objective, objective]] : [])], error: null,
    };
  }

  private solution(job: Made) {
    if (job.elbow) return { kind: 'elbow', rows: job.elbow.map((p) => ({ p, best: this.assign(job.problem, this.greedy(job.problem, p)).objective, bound: 0 })) };
    const { objective, assignment } = this.assign(job.problem, job.open);
    const standing = new Set(job.problem.existing ?? []);
    return {
      kind: job.problem.kind, status: 'optimal', objective, bound: objective, gap: 0, tolerance: 0, sites: job.open.filter((id) => !standing.has(id)).length, sites_bound: 0, open: job.open, assignment,
      site_details: job.open.map((id) => ({ id, rule: standing.has(id) ? 'existing' : 'free', serves_points: 1, serves_weight: 1, mean_distance_m: 1, worst_distance_m: 1, loss_if_closed: 1000 })),
      uncovered: [], notes: [],
    };
  }

  private lines(job: Made): GeoJSON.FeatureCollection {
    const { assignment, walk_m } = this.assign(job.problem, job.open);
    return { type: 'FeatureCollection', features: job.problem.demand.flatMap(({ id }, index) => (assignment[index] === null ? [] : [{ type: 'Feature', properties: { demand: id, site: assignment[index], distance_m: walk_m[index] }, geometry: { type: 'LineString', coordinates: [] } }])) };
  }

  private evaluate(job: Made, { sites, move }: { sites: string[]; move?: { candidate: string; lon: number; lat: number }[] }): Answer {
    const unknown = sites.find((id) => !job.problem.candidates.some((it) => it.id === id));
    return unknown === undefined ? answer(200, { ...this.assign(job.problem, sites, move), ms: 1 }) : problemJson(400, `sites: there is no candidate "${unknown}"`);
  }

  private scenario(method: string, id: string | undefined, body: unknown, version: string | null, ifMatch: string | null): Answer {
    if (id === undefined && method === 'GET') return answer(200, { scenarios: [...this.scenarios].map(([key, { versions }]) => ({ id: key, version: versions.length, title: versions.at(-1)!['title'] })) });
    const job = this.jobs.get(String((body as { job?: string } | null)?.job));
    const kept = { ...(body as Record<string, unknown>), ...(job && { solution: { ...this.solution(job), walk_m: this.assign(job.problem, job.open).walk_m } }) };
    if (id === undefined) {
      const key = `s${this.scenarios.size + 1}`;
      this.scenarios.set(key, { versions: [kept] });
      return answer(201, { id: key, version: 1, title: kept['title' as never] });
    }
    const found = this.scenarios.get(id);
    if (!found) return problemJson(404, 'no such scenario');
    if (method === 'PUT') {
      if (ifMatch === null) return problemJson(428, '');
      if (ifMatch !== `"${found.versions.length}"`) return problemJson(412, '');
      found.versions.push(kept);
    }
    if (method === 'DELETE') {
      if (ifMatch !== `"${found.versions.length}"`) return problemJson(412, '');
      this.scenarios.delete(id);
      return answer(204, null);
    }
    const number = version === null ? found.versions.length : Number(version);
    return answer(200, { id, version: number, ...found.versions[number - 1] }, { etag: `"${found.versions.length}"` });
  }

  private coverage() {
    const homes = this.city.demand.filter(({ kind }) => kind === 'community');
    const gaps = homes.slice(0, 8).map(({ lon, lat, weight, district }) => ({ lon, lat, population: weight, points: 1, district, nearest_m: 1900 }));
    return { minutes: [5, 10], population: homes.reduce((sum, { weight }) => sum + (weight ?? 0), 0), shares: [0.08, 0.21], lockers: this.city.existing.length, districts: [{ id: '120101', name: '和平区', population: 355000, shares: [0.1, 0.3] }, { id: '120104', name: '南开区', population: 890422, shares: [0.05, 0.2] }], gaps, gini: 0.71, best_fifth_share: 0.8, samples: 1, notes: [{ zh: '替身', en: 'stand-in' }] };
  }
}
