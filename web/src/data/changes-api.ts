import { ask, HttpError } from '../kit/http/http.ts';

/** Drafts, their review and releases, as `docs/http.md` describes them. Whoever may edit sees the working state, not the release. */

export type ChangeState = 'draft' | 'submitted' | 'returned' | 'approved' | 'withdrawn';
export interface Action {
  readonly action: 'insert' | 'replace' | 'update' | 'delete' | 'restore';
  readonly collection: string;
  readonly id?: string;
  readonly if_match?: string;
  /** Of an update: a merge patch. */
  readonly feature?: Record<string, unknown>;
  /** Of a restore, which the server keeps as a replace: the revision of what shall be again. */
  readonly version?: number;
}
export interface ServerFinding {
  readonly code: string;
  readonly collection?: string;
  readonly id?: string;
  readonly zh: string;
  readonly en: string;
  readonly position?: readonly [number, number];
  readonly measure?: number;
  readonly unit?: string;
  readonly severity?: 'error' | 'ask';
}
export interface Note {
  readonly time: string;
  readonly who: string;
  readonly what: string;
  readonly comment?: string;
}
export interface ChangeHead {
  readonly id: string;
  readonly title: string;
  readonly comment?: string;
  readonly author: string;
  readonly state: ChangeState;
  readonly created?: string;
  readonly changed?: string;
  readonly records?: readonly string[];
  readonly needs_consent?: readonly string[];
  readonly consents?: readonly string[];
}
export interface Change extends ChangeHead {
  readonly actions: readonly Action[];
  readonly reason?: string;
  readonly findings?: readonly ServerFinding[];
  readonly log?: readonly Note[];
}
export interface Tagged<T> {
  readonly value: T;
  readonly etag: string;
}
export interface Conflict {
  readonly collection: string;
  readonly id: string;
  readonly kind: string;
  readonly fields?: readonly string[];
  readonly base: GeoJSON.Feature | null;
  readonly mine: GeoJSON.Feature | null;
  readonly theirs: GeoJSON.Feature | null;
}
export interface Checked {
  readonly findings: readonly ServerFinding[];
  readonly affected?: readonly { readonly collection: string; readonly id: string; readonly owners?: readonly string[]; readonly consent?: boolean }[];
  readonly conflicts?: readonly Conflict[];
}
export interface DiffRecord {
  readonly collection: string;
  readonly id: string;
  readonly before: GeoJSON.Feature | null;
  readonly after: GeoJSON.Feature | null;
  readonly words: readonly { readonly zh: string; readonly en: string }[];
}
/** A version of a record; the last one is the present. */
export interface Version {
  readonly datetime: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly revision: number;
  readonly etag: string;
  readonly author?: string;
  readonly message?: string;
}
export interface Release {
  readonly number: number;
  readonly note?: string;
  readonly review_number?: string;
  readonly published?: string;
  readonly created?: string;
  readonly time?: string;
  readonly by?: string;
  readonly who?: string;
  readonly revision?: number;
  readonly current?: boolean;
  readonly withdrawn?: unknown;
  readonly reason?: string;
}
/** An update as `docs/http.md` describes it. */
export interface TransactionAction {
  readonly action: 'update';
  readonly collection: string;
  readonly filter: string;
  readonly if_match: string;
  readonly properties: { readonly modify: readonly { readonly name: string; readonly value: unknown }[]; readonly delete?: readonly string[] };
}
export interface Content {
  readonly title: string;
  readonly comment: string;
  readonly actions: readonly Action[];
}

const preview = { 'jintu-preview': '1' };

export class ChangesApi {
  private readonly csrf: () => string;
  private readonly lang: () => 'zh' | 'en';
  constructor(csrf: () => string, lang: () => 'zh' | 'en') {
    this.csrf = csrf;
    this.lang = lang;
  }

  private send(path: string, { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Response> {
    return ask(path, {
      method,
      headers: {
        accept: 'application/json, application/geo+json', 'accept-language': this.lang() === 'zh' ? 'zh-CN' : 'en',
        ...(method !== 'GET' && { 'jintu-csrf': this.csrf() }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  private async json<T>(path: string, init?: Parameters<ChangesApi['send']>[1]): Promise<T> {
    return (await (await this.send(path, init)).json()) as T;
  }
  private async tagged<T>(path: string, init?: Parameters<ChangesApi['send']>[1]): Promise<Tagged<T>> {
    const response = await this.send(path, init);
    return { value: (await response.json()) as T, etag: response.headers.get('etag') ?? '' };
  }
  private step<T = Change>(id: string, step: string, body: unknown = {}): Promise<T> {
    return this.json(`/changes/${encodeURIComponent(id)}/${step}`, { method: 'POST', body });
  }

  list = async (state?: ChangeState): Promise<readonly ChangeHead[]> => (await this.json<{ changes: ChangeHead[] }>(`/changes?limit=200${state ? `&state=${state}` : ''}`)).changes;
  get = (id: string): Promise<Tagged<Change>> => this.tagged(`/changes/${encodeURIComponent(id)}`);
  /** `key`: the same for each attempt, so that an answer that was lost does not make two drafts. */
  create = (content: Content, key: string): Promise<Tagged<Change>> => this.tagged('/changes', { method: 'POST', body: content, headers: { 'idempotency-key': key } });
  save = (id: string, etag: string, content: Content): Promise<Tagged<Change>> => this.tagged(`/changes/${encodeURIComponent(id)}`, { method: 'PUT', body: content, headers: { 'if-match': etag } });
  async remove(id: string, etag: string): Promise<void> {
    await this.send(`/changes/${encodeURIComponent(id)}`, { method: 'DELETE', headers: { 'if-match': etag } });
  }
  check = (id: string): Promise<Checked> => this.step(id, 'check');
  submit = (id: string, reason: string): Promise<Change> => this.step(id, 'submit', reason === '' ? {} : { reason });
  withdraw = (id: string): Promise<Change> => this.step(id, 'withdraw');
  giveBack = (id: string, comment: string): Promise<Change> => this.step(id, 'return', { comment });
  /** `etag`: of what the reviewer has read; 412 when it is another by now. */
  approve = (id: string, etag: string, comment: string): Promise<Change> => this.json(`/changes/${encodeURIComponent(id)}/approve`, { method: 'POST', body: comment === '' ? {} : { comment }, headers: { 'if-match': etag } });
  consent = (id: string): Promise<Change> => this.step(id, 'consent');
  resolve = (id: string, choices: readonly { readonly collection: string; readonly id: string; readonly feature: unknown }[]): Promise<Change> => this.step(id, 'resolve', { choices });
  diff = async (id: string): Promise<readonly DiffRecord[]> => (await this.json<{ records: DiffRecord[] }>(`/changes/${encodeURIComponent(id)}/diff`)).records;

  /** All of them in one transaction, or none. `key`: the same for each attempt. */
  async transact(actions: readonly TransactionAction[], comment: string, key: string): Promise<void> {
    await this.send('/ogc/transactions', { method: 'POST', body: { semantic: 'atomic', comment, transaction: actions }, headers: { 'content-type': 'application/ogc-tx+json', 'idempotency-key': key } });
  }

  releases = async (): Promise<readonly Release[]> => (await this.json<{ releases: Release[] }>('/releases')).releases;
  release = (note: string, reviewNumber: string): Promise<Release> => this.json('/releases', { method: 'POST', body: { note, ...(reviewNumber !== '' && { review_number: reviewNumber }) } });
  withdrawRelease = (number: number, reason: string): Promise<unknown> => this.step2(`/releases/${number}/withdraw`, { reason });
  private async step2(path: string, body: unknown): Promise<unknown> {
    return this.send(path, { method: 'POST', body });
  }

  /** All records of a collection in their working state. A page may hold fewer than were asked for. */
  async records(collection: string): Promise<readonly GeoJSON.Feature<GeoJSON.Geometry | null>[]> {
    const all: GeoJSON.Feature<GeoJSON.Geometry | null>[] = [];
    for (;;) {
      const page = await this.json<GeoJSON.FeatureCollection<GeoJSON.Geometry | null> & { numberMatched?: number }>(`/ogc/collections/${collection}/items?limit=1000${all.length > 0 ? `&offset=${all.length}` : ''}`, { headers: preview });
      all.push(...page.features);
      if (page.features.length === 0 || all.length >= (page.numberMatched ?? 0)) return all;
    }
  }
  /** One record in its working state; null: it is not there. */
  record = (collection: string, id: string): Promise<Tagged<GeoJSON.Feature<GeoJSON.Geometry | null>> | null> =>
    orNull(this.tagged<GeoJSON.Feature<GeoJSON.Geometry | null>>(`/ogc/collections/${collection}/items/${encodeURIComponent(id)}`, { headers: { ...preview, accept: 'application/geo+json' } }));
  /** Oldest first. */
  versions = async (collection: string, id: string): Promise<readonly Version[]> => (await this.json<{ versions: Version[] }>(`/ogc/collections/${collection}/items/${encodeURIComponent(id)}/versions`, { headers: preview })).versions;
  version = (collection: string, id: string, revision: number): Promise<GeoJSON.Feature<GeoJSON.Geometry | null>> => this.json(`/ogc/collections/${collection}/items/${encodeURIComponent(id)}/versions/${revision}`, { headers: { ...preview, accept: 'application/geo+json' } });
  /** At once, without a review: for who may write the collection. `etag`: of the present version. */
  async restore(collection: string, id: string, revision: number, etag: string, reason: string): Promise<void> {
    await this.send(`/ogc/collections/${collection}/items/${encodeURIComponent(id)}/versions/${revision}/restore${reason === '' ? '' : `?reason=${encodeURIComponent(reason)}`}`, { method: 'POST', headers: { 'if-match': etag } });
  }
  /** The same record as the public sees it. */
  published = async (collection: string, id: string): Promise<GeoJSON.Feature<GeoJSON.Geometry | null> | null> =>
    (await orNull(this.tagged<GeoJSON.Feature<GeoJSON.Geometry | null>>(`/ogc/collections/${collection}/items/${encodeURIComponent(id)}`, { headers: { accept: 'application/geo+json' } })))?.value ?? null;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HttpError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}
