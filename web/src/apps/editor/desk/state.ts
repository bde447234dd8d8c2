import { batch, computed, signal } from '@preact/signals';
import { getSite } from '../../../data/api.ts';
import { ChangesApi, type ChangeHead, type Release } from '../../../data/changes-api.ts';
import * as people from '../../../data/people-api.ts';
import { inLanguage } from '../../../domain/bilingual.ts';
import type { Site } from '../../../domain/types.ts';
import type { View } from '../../../domain/urlstate.ts';
import { HttpError } from '../../../kit/http/http.ts';
import type { Roomy } from '../../../kit/headline.tsx';
import { prefsOf } from '../../../kit/prefs.ts';
import type { SourceRecord } from '../../../domain/editing/changes.ts';
import { dictionary, type EditorWords } from './words.ts';

/** What the whole editor shares: language, who is signed in, which page is shown, the records. */

export type Load = 'loading' | 'ready' | 'failed';
export type Page = { readonly name: 'parks' } | { readonly name: 'edit'; readonly work: string } | { readonly name: 'queue' } | { readonly name: 'review'; readonly id: string } | { readonly name: 'conflict'; readonly id: string } | { readonly name: 'versions'; readonly id: string } | { readonly name: 'releases' } | { readonly name: 'hours' } | { readonly name: 'faults' } | { readonly name: 'account' };

const query = new URLSearchParams(location.search);
const asked = query.get('lang');
const theme0 = query.get('theme');
export const { lang, theme, setLang, setTheme } = prefsOf({ lang: asked === 'en' || asked === 'zh' ? asked : null, theme: theme0 === 'day' || theme0 === 'night' ? theme0 : null });
export const words = computed<EditorWords>(() => dictionary[lang.value]);

export const who = signal<people.Me | null>(null);
export const meLoad = signal<Load>('loading');
export const online = signal(navigator.onLine);
export const site = signal<Site | null>(null);
export const siteLoad = signal<Load>('loading');

export const api = new ChangesApi(() => who.peek()?.csrf ?? '', () => lang.peek());

/** Managers draft for their own parks, content editors and administrators for all; who only reviews does not. */
export const mayDraft = computed(() => (who.value?.roles ?? []).some((role) => role === 'manager' || role === 'editor' || role === 'administrator'));
/** Night streets, check-in spots, lockers: without a review. */
export const mayWriteContent = computed(() => (who.value?.roles ?? []).some((role) => role === 'editor' || role === 'administrator'));
/** Every layer, without a review. */
export const mayWriteAll = computed(() => (who.value?.roles ?? []).includes('administrator'));
export const mayReview = computed(() => (who.value?.roles ?? []).some((role) => role === 'reviewer' || role === 'administrator'));
export const mayEdit = computed(() => (who.value?.roles ?? []).some((role) => role === 'manager' || role === 'reviewer' || role === 'administrator' || role === 'editor'));
/** Whether a record is the person's own to edit. */
export const isMine = (key: string): boolean => mayReview.peek() || (key.startsWith('carriers/') && (who.peek()?.carriers ?? []).includes(key.slice('carriers/'.length)));

/** An error in words of the person's language; what the server says comes first. */
export function explain(error: unknown): string {
  const t = words.peek();
  if (!(error instanceof HttpError)) return t.failed;
  if (error.status === 0) return t.unreachable;
  if (error.status === 429) return t.tooOften(error.retryAfter);
  if (error.message !== '') return inLanguage(error.message, lang.peek());
  return error.status === 401 ? t.signedOut : error.status === 403 ? t.notAllowed : t.refused(error.status);
}
/** A session that has ended shows the door; what was done stays on the device. */
export function failed(error: unknown): void {
  if (error instanceof HttpError && error.status === 401) who.value = { signed_in: false };
  tell(explain(error));
}

export async function loadMe(): Promise<void> {
  meLoad.value = 'loading';
  try {
    who.value = await people.me();
    meLoad.value = 'ready';
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 0) who.value = { signed_in: false };
    meLoad.value = 'failed';
  }
}
export async function loadSite(): Promise<void> {
  try {
    site.value = await getSite();
    siteLoad.value = 'ready';
  } catch {
    siteLoad.value = 'failed';
  }
}

// Records, in their working state

export const records = signal<ReadonlyMap<string, SourceRecord>>(new Map());
export const recordsLoad = signal<Load>('loading');
export const recordsError = signal('');
/** Areas that one draws, and the areas that they lie in. */
export const drawnLayers = ['carriers'] as const;
export const aroundLayers = ['districts'] as const;

export async function loadRecords(): Promise<void> {
  if (records.peek().size === 0) recordsLoad.value = 'loading';
  try {
    const lists = await Promise.all([...drawnLayers, ...aroundLayers].map(async (layer) => (await api.records(layer)).map((feature) => [`${layer}/${String(feature.properties?.['id'] ?? feature.id)}`, feature] as const)));
    records.value = new Map(lists.flat().map(([key, feature]) => [key, { key, etag: '', feature }]));
    recordsLoad.value = 'ready';
  } catch (error) {
    batch(() => {
      recordsError.value = explain(error);
      if (records.peek().size === 0) recordsLoad.value = 'failed';
    });
  }
}
export const nameOf = (key: string | null | undefined, all: ReadonlyMap<string, SourceRecord> = records.value): string => {
  if (!key) return '';
  const properties = all.get(key)?.feature.properties;
  const name = properties?.[lang.value === 'zh' ? 'name_zh' : 'name_en'] ?? properties?.['name_zh'] ?? properties?.['name'];
  return typeof name === 'string' && name !== '' ? name : key.slice(key.indexOf('/') + 1);
};

// Drafts and releases

export const changes = signal<readonly ChangeHead[]>([]);
export const changesLoad = signal<Load>('loading');
export const changesError = signal('');
export async function loadChanges(): Promise<void> {
  try {
    changes.value = await api.list();
    changesLoad.value = 'ready';
  } catch (error) {
    batch(() => {
      changesError.value = explain(error);
      changesLoad.value = 'failed';
    });
    if (error instanceof HttpError && error.status === 401) who.value = { signed_in: false };
  }
}
export const releases = signal<readonly Release[]>([]);
export const releasesLoad = signal<Load>('loading');
export async function loadReleases(): Promise<void> {
  try {
    releases.value = await api.releases();
    releasesLoad.value = 'ready';
  } catch (error) {
    releasesLoad.value = 'failed';
    failed(error);
  }
}

// Pages, by the address

const parse = (hash: string): Page => {
  const [name = '', id = ''] = hash.replace(/^#\/?/, '').split('/').map((piece) => decodeURIComponent(piece));
  if (name === 'edit' && id !== '') return { name, work: id };
  if ((name === 'review' || name === 'conflict' || name === 'versions') && id !== '') return { name, id };
  return name === 'queue' || name === 'releases' || name === 'hours' || name === 'faults' || name === 'account' ? { name } : { name: 'parks' };
};
export const page = signal<Page>(parse(location.hash));
export const hashOf = (to: Page): string => `#/${to.name}${'work' in to ? `/${encodeURIComponent(to.work)}` : 'id' in to ? `/${encodeURIComponent(to.id)}` : ''}`;
export function goTo(to: Page): void {
  if (hashOf(to) !== location.hash) location.hash = hashOf(to);
  page.value = to;
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#panel')?.focus({ preventScroll: true }));
}
addEventListener('hashchange', () => (page.value = parse(location.hash)));

// The map, and what is said

export const view = signal<View | null>(null);
export const roomy = signal<Roomy>('even');
export type Wish = { readonly kind: 'box'; readonly box: readonly [number, number, number, number] } | { readonly kind: 'point'; readonly at: readonly [number, number] } | { readonly kind: 'zoom'; readonly by: number };
export const wish = signal<Wish | null>(null);

export const said = signal('');
let saidTimer = 0;
export function tell(text: string): void {
  said.value = text;
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => (said.value = ''), 6000) as unknown as number;
}
