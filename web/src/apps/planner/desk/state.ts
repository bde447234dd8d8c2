import { batch, computed, effect, signal, untracked } from '@preact/signals';
import { getSite } from '../../../data/api.ts';
import { SitingApi, type Coverage, type ScenarioHead } from '../../../data/siting-api.ts';
import { HttpError } from '../../../kit/http/http.ts';
import { boxOfRegions, regionAt, type Region } from '../../../domain/regions.ts';
import { demandOf, kindsOf, objections, problemFrom } from '../../../domain/siting/points.ts';
import { fieldOfError } from '../../../domain/siting/errors.ts';
import { extraFaults } from '../../../domain/siting/extras.ts';
import { allFieldsOf, faultOf, valueOf, type Fault } from '../../../domain/siting/problems.ts';
import { emptyDraft, type Area, type Box, type CityPoint, type CityPoints, type Draft, type WeightedPoint, type SitePoint } from '../../../domain/siting/types.ts';
import { formatPlannerUrl, parsePlannerUrl, type PlannerUrl, type Tab } from '../../../domain/siting/url.ts';
import type { Site } from '../../../domain/types.ts';
import type { View } from '../../../domain/urlstate.ts';
import type { Roomy } from '../../../kit/headline.tsx';
import { prefsOf } from '../../../kit/prefs.ts';
import { completed } from './drafts.ts';
import { dictionary, type PlannerWords } from './words.ts';

/** What the whole workbench shares: language, tab, the city's points, the draft, the address bar. */

export type Load = 'loading' | 'ready' | 'failed';

const initial = parsePlannerUrl(location.hash);
export const { lang, theme, setLang, setTheme } = prefsOf(initial);
export const words = computed<PlannerWords>(() => dictionary[lang.value]);
export const api = new SitingApi(() => lang.peek());

/** An error in words of the person's language; what the server says comes first. */
export function explain(error: unknown): string {
  const t = words.peek();
  if (!(error instanceof HttpError)) return t.failed;
  if (error.status === 0) return t.unreachable;
  if (error.status === 401) return t.signInFirst;
  if (error.status === 403 && error.problem.code === 'forbidden') return t.noRight;
  if (error.status === 501) return t.noService;
  if (error.status === 503) return t.busy(error.retryAfter);
  return error.message === '' ? t.refused(error.status) : error.message;
}

export const tab = signal<Tab>(initial.tab ?? (initial.scenario || initial.job ? 'plan' : 'today'));
/** To a tab by something other than its own button: the focus goes along, or it would be lost. */
export function goTo(next: Tab): void {
  if (tab.peek() === next) return;
  tab.value = next;
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#panel')?.focus({ preventScroll: true }));
}
export const view = signal<View | null>(initial.view);
/** What the address names: a scenario's version, or a job that was not saved. */
export const named = signal<Pick<PlannerUrl, 'scenario' | 'version' | 'job'>>({ scenario: initial.scenario, version: initial.version, job: initial.job });
/** On a phone, how the screen is shared. */
export const roomy = signal<Roomy>('even');

export const site = signal<Site | null>(null);
export const siteLoad = signal<Load>('loading');
export const city = signal<CityPoints>({ demand: [], candidates: [], existing: [] });
export const cityLoad = signal<Load>('loading');
export const cityError = signal('');
export const districts = signal<readonly Region[]>([]);
export const coverage = signal<Coverage | null>(null);
export const coverageLoad = signal<Load>('loading');
export const coverageError = signal('');
export const scenarios = signal<readonly ScenarioHead[]>([]);
export const scenariosLoad = signal<Load>('loading');
export const scenariosError = signal('');

export const districtName = computed(() => {
  const names = new Map(districts.value.map(({ code, zh, en }) => [code, lang.value === 'zh' ? zh : en]));
  return (code: string | undefined): string => (code === undefined || code === '' ? words.value.noDistrict : names.get(code) ?? code);
});

const byId = computed(() => {
  const all = new Map<string, CityPoint>();
  for (const list of [city.value.demand, city.value.candidates, city.value.existing]) for (const point of list) all.set(point.id, point);
  return all;
});
export const cityPoint = (id: string): CityPoint | undefined => byId.value.get(id);
/** Of a demand point, whosever it is: the city knows its own, others lie where they lie. */
export const districtOf = ({ id, lon, lat, district }: WeightedPoint): string | undefined => district ?? cityPoint(id)?.district ?? regionAt(districts.value, lon, lat);

/** Names that lists of one's own, and what was drawn, bring along. */
const givenNames = computed(() => new Map([...problem.value.demand, ...problem.value.candidates].flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const]))));

/** Of the city, but without a name of its own. */
export const isUnnamed = (id: string): boolean => cityPoint(id) !== undefined && !cityPoint(id)!.name && !givenNames.value.has(id);

/** A name for a site or a demand point: its own, else where it is, what it is and its number. */
export function nameOf(id: string): string {
  const point = cityPoint(id);
  if (point?.name) return point.name;
  const given = givenNames.value.get(id);
  if (given !== undefined) return given;
  if (id.startsWith('cell-')) return words.value.around(nameOf(id.slice(5)));
  if (!point) return id.replace(/^(own|site|rival)-/, '');
  const kind = words.value.candidateKinds[point.kind] ?? words.value.demandKinds[point.kind] ?? point.kind;
  return [point.district && districtName.value(point.district), kind, id.replace(/^[cd]-[a-z]?/, '')].filter(Boolean).join(' ');
}

/** Runs `load` and keeps how it went. */
async function loading(state: { value: Load }, message: { value: string } | null, load: () => Promise<void>): Promise<void> {
  state.value = 'loading';
  try {
    await load();
    state.value = 'ready';
  } catch (error) {
    batch(() => {
      if (message) message.value = explain(error);
      state.value = 'failed';
    });
  }
}

export const loadSite = (): Promise<void> => loading(siteLoad, null, async () => void (site.value = await getSite()));
export const loadCity = (): Promise<void> =>
  loading(cityLoad, cityError, async () => {
    // Asked before the map says where it stands: a view that the address does not name is nobody's wish.
    const chosen = view.peek() !== null;
    city.value = await api.points();
    if (!chosen && named.peek().scenario === null) fitPoints(city.value.demand);
  });

/** Brings a box into view, when there is one and it is one. */
export function fitBox(box: Box | null): void {
  if (box && box.every(Number.isFinite) && box[0] <= box[2] && box[1] <= box[3]) wish.value = { kind: 'box', box };
}

/** Brings points into view. */
export function fitPoints(points: readonly { readonly lon: number; readonly lat: number }[]): void {
  const [first] = points;
  if (!first) return;
  const box = [first.lon, first.lat, first.lon, first.lat] as [number, number, number, number];
  for (const { lon, lat } of points) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  wish.value = { kind: 'box', box };
}
export const loadCoverage = (): Promise<void> => loading(coverageLoad, coverageError, async () => void (coverage.value = await api.coverage([5, 10])));
export const loadScenarios = (): Promise<void> => loading(scenariosLoad, scenariosError, async () => void (scenarios.value = await api.scenarios()));

export async function loadDistricts(): Promise<void> {
  try {
    const response = await fetch('/ogc/collections/districts/items?limit=1000', { headers: { accept: 'application/geo+json' } });
    if (!response.ok) return;
    const { features } = (await response.json()) as GeoJSON.FeatureCollection;
    districts.value = features.map(({ id, properties, geometry }) => {
      const code = String(properties?.['id'] ?? id);
      const zh = String(properties?.['name_zh'] ?? code);
      const outline = geometry && (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') ? geometry : null;
      return { code, zh, en: String(properties?.['name_en'] ?? zh), outline };
    });
  } catch {
    // codes are shown where names are missing
  }
}

export function loadAll(): void {
  if (siteLoad.peek() !== 'ready') void loadSite();
  if (cityLoad.peek() !== 'ready') void loadCity();
  if (coverageLoad.peek() !== 'ready') void loadCoverage();
  if (districts.peek().length === 0) void loadDistricts();
  void loadScenarios();
}

// The draft

export { completed };
export const draft = signal<Draft>(emptyDraft);
export const change = (part: Partial<Draft>): void =>
  batch(() => {
    draft.value = { ...draft.value, ...part };
    refusal.value = null;
  });

/** What the server refused last, by the field that it is about; gone with the next change. */
export const refusal = signal<{ readonly field: string | null; readonly text: string } | null>(null);
export const refuse = (text: string): void => void (refusal.value = { field: fieldOfError(text), text });
/** To a field of the form, from wherever its fault is told. */
export function goToField(field: string): void {
  goTo('set');
  requestAnimationFrame(() => {
    const find = (kind: string) => document.querySelector<HTMLElement>(`[data-${kind}="${CSS.escape(field)}"]`);
    const found = find('field') ?? find('section');
    for (let it: Element | null = found; it; it = it.parentElement) if (it instanceof HTMLDetailsElement) it.open = true;
    found?.scrollIntoView({ block: 'start' });
    (found?.matches('details') ? found.querySelector<HTMLElement>('summary') : found)?.focus({ preventScroll: true });
  });
}

/** To a folded part of the panel. */
export function openSection(section: string): void {
  const found = document.querySelector<HTMLDetailsElement>(`details[data-section="${CSS.escape(section)}"]`);
  if (!found) return;
  found.open = true;
  found.scrollIntoView({ block: 'start' });
  found.querySelector<HTMLElement>('summary')?.focus({ preventScroll: true });
}

/** The map goes where the area is, unless it is drawn there just now. */
export function setArea(area: Area, follow = true): void {
  change({ area });
  if (!follow) return;
  if (area.kind === 'all') fitPoints(city.peek().demand);
  else fitBox(area.kind === 'box' ? area.box : boxOfRegions(districts.peek().filter(({ code }) => area.codes.includes(code))));
}
export const part = <K extends 'sizes' | 'equity' | 'market'>(key: K, some: Partial<Draft[K]>): void => change({ [key]: { ...draft.value[key], ...some } } as Partial<Draft>);
export const setValue = (id: string, value: number | null): void => {
  const { [id]: _, ...others } = draft.value.values;
  change({ values: value === null ? others : { ...others, [id]: value } });
};
export function setOwnDemand(own: readonly WeightedPoint[]): void {
  change({ demand: { ...draft.value.demand, own } });
  fitPoints(own);
}
export function setOwnCandidates(own: readonly SitePoint[]): void {
  change({ candidates: { ...draft.value.candidates, own } });
  fitPoints(own);
}

/** Demand as the draft has it, with the groups of a list of one's own. */
export const demand = computed(() => demandOf(draft.value, city.value, districts.value));
export const problem = computed(() => problemFrom(draft.value, city.value, districts.value));
export const faults = computed((): readonly Fault[] => [...allFieldsOf(draft.value).flatMap((field) => faultOf(field, valueOf(field, draft.value.values)) ?? []), ...extraFaults(draft.value)]);
export const objected = computed(() => (cityLoad.value === 'ready' ? objections(problem.value) : []));
export const demandCounts = computed(() => new Map(kindsOf(city.value.demand, draft.value.area).map(({ kind, count }) => [kind, count])));
export const candidateCounts = computed(() => kindsOf(city.value.candidates, draft.value.area));

// On the map

/** What the next click on the map is for. */
export type Mode = 'look' | 'box' | 'rival' | 'candidate' | 'demand' | 'outline' | 'measure';
export const mode = signal<Mode>('look');
export const shown = signal<Readonly<Record<'demand' | 'candidates' | 'walks' | 'catchments', boolean>>>({ demand: true, candidates: true, walks: true, catchments: false });
export const toggle = (layer: keyof typeof shown.value): void => void (shown.value = { ...shown.value, [layer]: !shown.value[layer] });
export const catchmentMinutes = signal(5);
export const selected = signal<string | null>(null);
/** Where the camera is asked to go. */
export type Wish = { kind: 'box'; box: readonly [number, number, number, number] } | { kind: 'point'; at: readonly [number, number] } | { kind: 'zoom'; by: number };
export const wish = signal<Wish | null>(null);
export const said = signal('');

/** Told to people who see it and to those who hear it; gone after a while. */
let saidTimer = 0;
export function tell(text: string): void {
  said.value = text;
  clearTimeout(saidTimer);
  saidTimer = setTimeout(() => (said.value = ''), 5000) as unknown as number;
}

// The address bar

export function keepUrl(): () => void {
  let timer = 0;
  const current = (): PlannerUrl => ({ tab: tab.value, ...named.value, view: view.value, lang: lang.value === 'zh' ? null : lang.value, theme: theme.value === 'night' ? null : theme.value });
  const stop = effect(() => {
    const hash = formatPlannerUrl(current());
    clearTimeout(timer);
    timer = setTimeout(() => hash !== location.hash && history.replaceState(null, '', location.pathname + hash), 150) as unknown as number;
  });
  return stop;
}
/** The address of what is shown, at once. */
export const address = (): string => untracked(() => location.origin + location.pathname + formatPlannerUrl({ tab: 'plan', ...named.value, view: view.value, lang: lang.value === 'zh' ? null : lang.value, theme: theme.value === 'night' ? null : theme.value }));
