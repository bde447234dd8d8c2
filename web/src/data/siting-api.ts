import { ask, HttpError, type Send } from '../kit/http/http.ts';
import { received, sent } from '../domain/siting/points.ts';
import type { Lang } from '../domain/urlstate.ts';
import type { CityPoints, Draft, Job, Problem, Solution } from '../domain/siting/types.ts';

/** The server's siting side, as `docs/http.md` describes it. */

export interface JobOptions {
  readonly time_limit_s: number;
  readonly seed: number;
  readonly gap?: number;
  readonly certificate?: boolean;
  /** A job that asked the same and stopped: its plan and bound are where this one starts. */
  readonly from?: string;
}

/** What a file that was sent holds: points, and what was not taken. */
export interface Uploaded extends GeoJSON.FeatureCollection {
  readonly format: string;
  readonly crs: string;
  readonly notices: readonly string[];
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly feature: string; readonly reason: string }[];
}

/** Nearest of what has a name; nothing where nothing is near. */
export interface Address {
  readonly street?: string;
  readonly street_en?: string;
  readonly street_m?: number;
  readonly near?: string;
  readonly near_en?: string;
  readonly near_m?: number;
}

export interface RobustnessAsk {
  readonly sites: readonly string[];
  readonly draws: number;
  readonly spread: number;
}
export interface Robustness {
  readonly draws?: number;
  readonly spread?: number;
  readonly seed?: number;
  readonly rows?: readonly {
    readonly best: number | null;
    readonly bound: number | null;
    readonly mine: number | null;
    /** How much worse the plan is than what could be had, as a share of it; and than the bound. */
    readonly regret: number | null;
    readonly regret_most: number | null;
    readonly status: string;
  }[];
  readonly chosen?: readonly { readonly id: string; readonly times: number }[];
}

export type ElbowValues = { readonly p: readonly number[] } | { readonly standard_m: readonly number[] };

export interface Evaluation {
  readonly objective: number | null;
  readonly mean_m?: number | null;
  readonly assignment: readonly (string | null)[];
  readonly walk_m: readonly (number | null)[];
  readonly cost?: number;
  /** Why such a plan is none. */
  readonly reason?: string;
  readonly ms?: number;
}

export interface ScenarioHead {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly saved?: string;
  readonly notes?: string;
}
export interface Scenario extends ScenarioHead {
  readonly problem: Problem;
  readonly job?: string | null;
  readonly solution?: Solution | null;
  readonly settings?: Partial<Draft> | null;
}

export interface CoverageDistrict {
  readonly id: string;
  readonly name: string;
  readonly population: number;
  /** Share of the population, 0 to 1, in the order of the minutes asked for. */
  readonly shares: readonly number[];
}
export interface CoverageGap {
  readonly lon: number;
  readonly lat: number;
  readonly population: number;
  readonly points: number;
  readonly name?: string;
  readonly district?: string;
  readonly nearest_m?: number | null;
}
export interface Coverage {
  readonly minutes: readonly number[];
  readonly population: number;
  readonly shares: readonly number[];
  readonly lockers: number;
  /** How many of the lockers are examples. */
  readonly samples?: number;
  readonly districts: readonly CoverageDistrict[];
  readonly gaps: readonly CoverageGap[];
  readonly gini?: number | null;
  readonly best_fifth_share?: number | null;
  readonly notes: readonly { readonly zh: string; readonly en: string }[];
}

export class SitingApi {
  private readonly send: Send;
  private readonly lang: () => Lang;
  constructor(lang: () => Lang, send: Send = (path, init) => fetch(path, init)) {
    this.lang = lang;
    this.send = send;
  }

  /** What writes of this session must carry; empty at a desk where nobody signs in. */
  private csrf = '';

  private async ask(path: string, init: Parameters<SitingApi['askOnce']>[1] = {}): Promise<Response> {
    try {
      return await this.askOnce(path, init);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 403 || error.problem.code !== 'csrf') throw error;
      const me = (await (await this.askOnce('/auth/me')).json()) as { csrf?: string };
      this.csrf = me.csrf ?? '';
      return this.askOnce(path, init);
    }
  }

  private askOnce(path: string, { method = 'GET', body, file, signal, headers = {} }: { method?: string; body?: unknown; file?: Blob; signal?: AbortSignal; headers?: Record<string, string> } = {}): Promise<Response> {
    return ask(
      path,
      {
        method,
        headers: { accept: 'application/json, application/geo+json', 'accept-language': this.lang() === 'zh' ? 'zh-CN' : 'en', ...(body !== undefined && { 'content-type': 'application/json' }), ...(file !== undefined && { 'content-type': 'application/octet-stream' }), ...(method !== 'GET' && this.csrf !== '' && { 'jintu-csrf': this.csrf }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(file !== undefined && { body: file }),
        ...(signal && { signal }),
      },
      this.send,
    );
  }

  /** A server without a siting side answers such addresses with the public page. */
  private async json<T>(path: string, init?: Parameters<SitingApi['ask']>[1]): Promise<T> {
    const response = await this.ask(path, init);
    if (!(response.headers.get('content-type') ?? '').includes('json')) throw new HttpError(501, '');
    return (await response.json()) as T;
  }

  points = (): Promise<CityPoints> => this.json('/siting/points');
  start = (title: string, problem: Problem, options: JobOptions): Promise<Job> => this.json('/siting/jobs', { method: 'POST', body: { title, problem: sent(problem), options } });
  startElbow = (title: string, problem: Problem, values: ElbowValues, options: JobOptions): Promise<Job> => this.json('/siting/elbow', { method: 'POST', body: { title, problem: sent(problem), ...values, options } });
  startRobustness = (title: string, problem: Problem, ask: RobustnessAsk, options: JobOptions): Promise<Job> =>
    this.json('/siting/robustness', { method: 'POST', body: { title, problem: sent(problem), ...ask, options } });
  /** Points of a file of any format that the server reads; `crs` empty: what the file says. */
  upload = (file: Blob, name: string, crs: string): Promise<Uploaded> =>
    this.json(`/siting/uploads?name=${encodeURIComponent(name)}${crs === '' ? '' : `&crs=${encodeURIComponent(crs)}`}`, { method: 'POST', file });
  addresses = async (points: readonly (readonly [number, number])[]): Promise<readonly Address[]> =>
    (await this.json<{ addresses: readonly Address[] }>('/siting/addresses', { method: 'POST', body: { points } })).addresses;
  job = (id: string, since?: number, signal?: AbortSignal): Promise<Job> =>
    this.json(`/siting/jobs/${encodeURIComponent(id)}${since === undefined ? '' : `?since=${since}&wait=25`}`, signal && { signal });
  problem = async (id: string): Promise<Problem> => received(await this.json<Problem>(`/siting/jobs/${encodeURIComponent(id)}/problem`));
  cancel = (id: string): Promise<unknown> => this.ask(`/siting/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
  /** `point`: of the front, counted from 0; null: the job's own plan. */
  solution = <T = Solution>(id: string, point: number | null = null): Promise<T> => this.json(this.file(id, 'json', point));
  walks = (id: string, point: number | null = null): Promise<GeoJSON.FeatureCollection> => this.json(this.file(id, 'walks', point));
  catchments = (id: string, minutes: number, point: number | null = null): Promise<GeoJSON.FeatureCollection> =>
    this.json(`/siting/jobs/${encodeURIComponent(id)}/catchments?minutes=${minutes}${point === null ? '' : `&point=${point}`}`);
  evaluate = (id: string, sites: readonly string[], move: readonly { candidate: string; lon: number; lat: number }[], signal?: AbortSignal): Promise<Evaluation> =>
    this.json(`/siting/jobs/${encodeURIComponent(id)}/evaluate`, { method: 'POST', body: { sites, ...(move.length > 0 && { move }) }, ...(signal && { signal }) });
  file = (id: string, format: string, point: number | null = null, of: 'sites' | 'demand' = 'sites'): string =>
    `/siting/jobs/${encodeURIComponent(id)}/solution?f=${format}${of === 'demand' ? '&of=demand' : ''}${point === null ? '' : `&point=${point}`}`;

  scenarioReport = ({ id, version }: ScenarioHead): string => `/siting/scenarios/${encodeURIComponent(id)}/report?version=${version}`;

  scenarios = async (): Promise<ScenarioHead[]> => (await this.json<{ scenarios: ScenarioHead[] }>('/siting/scenarios')).scenarios;
  scenario = async (id: string, version: number | null): Promise<Scenario> => {
    const found = await this.json<Scenario>(`/siting/scenarios/${encodeURIComponent(id)}${version === null ? '' : `?version=${version}`}`);
    return { ...found, problem: received(found.problem) };
  };

  /** A new scenario, or a new version of one that was read: refused (412) when another was saved meanwhile. */
  async save(scenario: { title: string; notes: string; problem: Problem; job: string | null; point?: number | null; settings: Draft }, of: ScenarioHead | null): Promise<ScenarioHead> {
    const { job, point = null } = scenario;
    const body = { title: scenario.title, ...(scenario.notes !== '' && { notes: scenario.notes }), problem: sent(scenario.problem), settings: scenario.settings, ...(job !== null && { job, ...(point !== null && { point }) }) };
    if (of === null) return this.json('/siting/scenarios', { method: 'POST', body });
    const path = `/siting/scenarios/${encodeURIComponent(of.id)}`;
    const now = await this.ask(path);
    const latest = (await now.clone().json()) as ScenarioHead;
    if (latest.version !== of.version) throw new HttpError(412, '');
    return this.json(path, { method: 'PUT', body, headers: { 'if-match': now.headers.get('etag') ?? `"${of.version}"` } });
  }

  /** The newest version as it is kept, and its entity tag; refused (412) when it is not the one that was read. */
  private async newest({ id, version }: ScenarioHead): Promise<{ path: string; kept: Scenario; etag: string }> {
    const path = `/siting/scenarios/${encodeURIComponent(id)}`;
    const now = await this.ask(path);
    const kept = (await now.clone().json()) as Scenario;
    if (kept.version !== version) throw new HttpError(412, '');
    return { path, kept, etag: now.headers.get('etag') ?? `"${version}"` };
  }
  /** A new version that differs in its title and notes only. */
  async rename(head: ScenarioHead, title: string, notes: string): Promise<ScenarioHead> {
    const { path, kept, etag } = await this.newest(head);
    return this.json(path, { method: 'PUT', body: { title, ...(notes !== '' && { notes }), problem: kept.problem, ...(kept.settings && { settings: { ...kept.settings, title, notes } }) }, headers: { 'if-match': etag } });
  }
  /** With all its versions. */
  async remove(head: ScenarioHead): Promise<void> {
    const { path, etag } = await this.newest(head);
    await this.ask(path, { method: 'DELETE', headers: { 'if-match': etag } });
  }

  coverage = (minutes: readonly number[]): Promise<Coverage> => this.json(`/siting/coverage?minutes=${minutes.join(',')}`);
}
