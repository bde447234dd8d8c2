import { batch, computed, signal } from '@preact/signals';
import { actionsOf, drawnOf, isArea, planeOfRecords, type Fields, type SourceRecord } from '../../../domain/editing/changes.ts';
import { findingsOf, type Finding, type Home } from '../../../domain/editing/findings.ts';
import { Journal } from '../../../domain/editing/journal.ts';
import type { Operation, Outcome, Refusal } from '../../../domain/editing/operations.ts';
import { boxOf, changedKeys, planeOf, type AreaGeometry, type Plane } from '../../../domain/editing/plane.ts';
import type { Change } from '../../../data/changes-api.ts';
import * as kept from './kept.ts';
import * as state from './state.ts';

/** The work at hand: what it starts from, what was done, what comes of it. Each step is on the device before anything else happens. */

const empty = planeOf([]);
export const head = signal<kept.Head | null>(null);
export const records = signal<ReadonlyMap<string, SourceRecord>>(new Map());
/** The records as they were read, and what is shown now. */
export const base = signal<Plane>(empty);
export const plane = signal<Plane>(empty);
export const canUndo = signal(false);
export const canRedo = signal(false);
/** Whether what was done is on the device, is at the server, or waits. */
export const onDevice = signal<'yes' | 'writing' | 'no'>('yes');
export const refusal = signal<Refusal | null>(null);

let journal = new Journal(empty);
export const operations = (): readonly Operation[] => journal.operations;

/** Where a record says that it lies. */
export const homeOf = (key: string): Home => home(key, records.value);
const home = (key: string, all: ReadonlyMap<string, SourceRecord>): Home => {
  const properties = all.get(key)?.feature.properties;
  const codes = String(properties?.['district_codes'] ?? properties?.['district_code'] ?? '').split('/').filter((code) => code !== '');
  const accuracy = Math.max(0, ...codes.map((code) => Number(all.get(`districts/${code}`)?.feature.properties?.['accuracy_m'] ?? 0)));
  return { districts: codes.map((code) => `districts/${code}`), accuracy };
};

export const changed = computed(() => changedKeys(base.value, plane.value));
export const touchedKeys = computed(() => [...new Set([...changed.value, ...Object.keys(head.value?.fields ?? {})])]);
/** Changed records of others: their managers, or the reviewer, have to agree. */
export const ofOthers = computed(() => changed.value.filter((key) => records.value.has(key) && !state.isMine(key)));
export const actions = computed(() => (head.value ? actionsOf(records.value, base.value, plane.value, head.value.fields) : []));
/** A record as it will be: what was typed over what it has. */
export const propertiesOf = (key: string): Readonly<Record<string, unknown>> => ({ ...records.value.get(key)?.feature.properties, ...head.value?.fields[key] });
export interface Missing {
  readonly key: string;
  readonly field: 'boundary_status' | 'boundary_accuracy_m';
}
/** What has to be said of the outlines that were drawn, and is not: nobody but who drew them knows. */
export const missing = computed((): readonly Missing[] =>
  touchedKeys.value.filter((key) => plane.value.areas.has(key) && !ofOthers.value.includes(key)).flatMap((key): Missing[] => {
    const now = propertiesOf(key);
    if (!('boundary_status' in now)) return [];
    return [
      ...(now['boundary_status'] === 'none' || now['boundary_status'] === null ? [{ key, field: 'boundary_status' } as const] : []),
      ...(Number(now['boundary_accuracy_m']) > 0 ? [] : [{ key, field: 'boundary_accuracy_m' } as const]),
    ];
  }),
);
/** Outlines that took the place of others: what was said of those need not hold for these. */
export const replaced = computed((): readonly string[] => {
  void plane.value; // of which the journal is no signal
  return [...new Set(journal.operations.flatMap((it) => (it.do === 'outline' ? [it.key] : [])))].filter((key) => base.value.areas.has(key));
});
/** Outlines of which more is told than their form: those that are new, and those of which something was typed. */
export const described = computed(() => [...new Set([...missing.value.map(({ key }) => key), ...replaced.value, ...Object.keys(head.value?.fields ?? {})])].filter((key) => plane.value.areas.has(key)));
export const findings = computed((): readonly Finding[] => changed.value.filter((key) => state.drawnLayers.some((layer) => key.startsWith(`${layer}/`))).flatMap((key) => findingsOf(base.value, plane.value, key, home(key, records.value))));

function show(): void {
  batch(() => {
    plane.value = journal.now;
    canUndo.value = journal.canUndo;
    canRedo.value = journal.canRedo;
  });
}

/** Writes to the device one after the other; the last one says how it stands. */
let writing: Promise<void> = Promise.resolve();
let last: Promise<void> | null = null;
function write(step: () => Promise<void>): void {
  onDevice.value = 'writing';
  const mine = writing.then(step);
  last = mine;
  writing = mine.catch(() => undefined);
  mine.then(
    () => void (last === mine && (onDevice.value = 'yes')),
    () => {
      onDevice.value = 'no';
      state.tell(state.words.peek().notOnDevice);
    },
  );
}

function next(part: Partial<kept.Head>): kept.Head {
  const now = { ...head.peek()!, ...part, changed: new Date().toISOString() };
  head.value = now;
  return now;
}

/** Does it, or says why not. */
export function act(operation: Operation): Outcome {
  const number = journal.length;
  const outcome = journal.do(operation);
  batch(() => {
    refusal.value = outcome.refusal ?? null;
    if (outcome.refusal) return;
    const now = next({ count: number + 1, sent: false });
    write(() => kept.putOperation(now, number, operation));
    show();
  });
  return outcome;
}
export function undo(): void {
  if (!journal.undo()) return;
  stepped();
}
export function redo(): void {
  if (!journal.redo()) return;
  stepped();
}
function stepped(): void {
  batch(() => {
    refusal.value = null;
    const now = next({ count: journal.length, sent: false });
    write(() => kept.putHead(now));
    show();
  });
}
export function change(part: Partial<Pick<kept.Head, 'title' | 'comment' | 'reason'>>): void {
  const now = next({ ...part, sent: false });
  write(() => kept.putHead(now));
}
export function setFields(key: string, fields: Fields): void {
  const now = next({ fields: { ...head.peek()!.fields, [key]: { ...head.peek()!.fields[key], ...fields } }, sent: false });
  write(() => kept.putHead(now));
}
/** What the server said; does not count as a change of one's own. */
export function noteSent(part: Partial<Pick<kept.Head, 'server' | 'sent' | 'creating'>>): void {
  if (!head.peek()) return;
  const now = { ...head.peek()!, ...part };
  head.value = now;
  write(() => kept.putHead(now));
}
export const settled = (): Promise<void> => writing;

function open({ head: itsHead, start, operations: done }: kept.Kept): void {
  const all = new Map(start.records.map((record) => [record.key, record]));
  journal = new Journal(planeOfRecords(all.values(), start.drawn), done, itsHead.count);
  batch(() => {
    records.value = all;
    base.value = planeOfRecords(all.values());
    head.value = itsHead;
    refusal.value = null;
    onDevice.value = 'yes';
    show();
  });
}

const newId = (): string => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const today = (): string => new Date().toISOString().slice(0, 10);

/** Work on a record, from how it is now. */
export async function begin(key: string): Promise<string> {
  await state.loadRecords();
  const all = await withTag(state.records.peek(), [key]);
  const id = newId();
  const itsHead: kept.Head = { id, owner: state.who.peek()?.name ?? '', key, title: `${state.nameOf(key, all)} ${today()}`, comment: '', reason: '', fields: {}, count: 0, server: null, sent: true, changed: new Date().toISOString() };
  const start: kept.Start = { id, records: [...all.values()], drawn: {} };
  await kept.begin(itsHead, start);
  open({ head: itsHead, start, operations: [] });
  return id;
}

/** Work that is on the device; false: it is not there. */
export async function resume(id: string): Promise<boolean> {
  if (head.peek()?.id === id) return true;
  const found = await kept.load(id);
  if (!found || found.head.owner !== (state.who.peek()?.name ?? found.head.owner)) return false;
  open(found);
  return true;
}

/** A draft of the server, on a device that has nothing newer of it. */
export async function take(change: Change, etag: string): Promise<string> {
  const mine = (await kept.heads(state.who.peek()?.name ?? '')).find(({ server }) => server?.id === change.id);
  if (mine && !mine.sent) {
    await resume(mine.id);
    return mine.id;
  }
  await state.loadRecords();
  const { drawn, fields } = drawnOf(change.actions);
  const keys = change.actions.map(({ collection, id, feature }) => `${collection}/${id ?? String(feature?.['id'] ?? '')}`);
  const tags = new Map(change.actions.map((action) => [`${action.collection}/${action.id ?? ''}`, action.if_match ?? '']));
  const all = new Map([...state.records.peek()].map(([key, record]) => [key, { ...record, etag: tags.get(key) ?? '' }]));
  const id = mine?.id ?? newId();
  const itsHead: kept.Head = { id, owner: state.who.peek()?.name ?? '', key: keys[0] ?? '', title: change.title, comment: change.comment ?? '', reason: change.reason ?? '', fields, count: 0, server: { id: change.id, etag }, sent: true, changed: new Date().toISOString() };
  const start: kept.Start = { id, records: [...all.values()], drawn: drawn as Record<string, AreaGeometry | null> };
  await kept.begin(itsHead, start);
  open({ head: itsHead, start, operations: [] });
  return id;
}

export async function forget(id: string): Promise<void> {
  await writing;
  await kept.drop(id);
  if (head.peek()?.id === id) head.value = null;
}

/** Tags of records that the work touches: what each change is based on. Those that somebody changed since are named. */
export async function tagTouched(): Promise<readonly string[]> {
  const missing = touchedKeys.peek().filter((key) => records.peek().get(key)?.etag === '');
  if (missing.length === 0) return [];
  const moved: string[] = [];
  const all = new Map(records.peek());
  for (const key of missing) {
    const [collection, id] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    const now = await state.api.record(collection, id);
    const old = all.get(key)!;
    if (!now || (isArea(old.feature.geometry) && JSON.stringify(now.value.geometry) !== JSON.stringify(old.feature.geometry))) moved.push(key);
    if (now) all.set(key, { ...old, etag: now.etag });
  }
  records.value = all;
  const id = head.peek()!.id;
  const drawn = (await kept.load(id))?.start.drawn ?? {};
  write(() => kept.putStart({ id, records: [...all.values()], drawn }));
  return moved;
}

async function withTag(all: ReadonlyMap<string, SourceRecord>, keys: readonly string[]): Promise<Map<string, SourceRecord>> {
  const result = new Map(all);
  for (const key of keys) {
    const now = await state.api.record(key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1));
    if (now) result.set(key, { key, etag: now.etag, feature: now.value });
  }
  return result;
}

/** Where the work is on the map. */
export function boxOfWork(): readonly [number, number, number, number] | null {
  const key = head.peek()?.key;
  const area = key === undefined ? undefined : plane.peek().areas.get(key);
  if (area) return boxOf(plane.peek(), area);
  const properties = key === undefined ? undefined : records.peek().get(key)?.feature.properties;
  const [lon, lat] = [Number(properties?.['lon']), Number(properties?.['lat'])];
  return Number.isFinite(lon) && Number.isFinite(lat) && lon !== 0 ? [lon - 0.008, lat - 0.006, lon + 0.008, lat + 0.006] : null;
}
