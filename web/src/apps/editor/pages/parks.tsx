import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ChangeHead } from '../../../data/changes-api.ts';
import { isArea, planeOfRecords } from '../../../domain/editing/changes.ts';
import { Empty } from '../../../kit/parts.tsx';
import * as kept from '../desk/kept.ts';
import * as state from '../desk/state.ts';
import * as work from '../desk/work.ts';
import { StateBadge, Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import { around, boxOf, type Box } from '../../../domain/editing/plane.ts';
import { mapLoad, shapes } from '../stage/stage.tsx';
import { shapesScene } from '../stage/scene.ts';

/** One's own parks and how they stand, and what is under way. */

const onDevice = signal<readonly kept.Head[]>([]);
const sought = signal('');
const busy = signal(false);

async function refresh(): Promise<void> {
  try {
    onDevice.value = await kept.heads(state.who.peek()?.name ?? '');
  } catch {
    onDevice.value = []; // storage may be refused
  }
}

async function open(step: () => Promise<string | null>): Promise<void> {
  if (busy.peek()) return;
  busy.value = true;
  try {
    const id = await step();
    if (id !== null) state.goTo({ name: 'edit', work: id });
  } catch (error) {
    state.failed(error);
  } finally {
    busy.value = false;
  }
}
const takeChange = async (id: string): Promise<string | null> => {
  const { value, etag } = await state.api.get(id);
  // A version that is brought back is taken whole, or not: it is no outline to draw on.
  if (value.actions.some(({ action }) => action === 'replace')) {
    state.goTo({ name: 'review', id });
    return null;
  }
  return work.take(value, etag);
};
async function discard(head: kept.Head | null, change: ChangeHead | null): Promise<void> {
  if (!confirm(state.words.peek().discardSure)) return;
  try {
    const id = change?.id ?? head?.server?.id;
    if (id !== undefined) {
      const { etag } = await state.api.get(id);
      // What was once submitted stays in the history: it is given up.
      await state.api.remove(id, etag).catch(() => state.api.withdraw(id));
    }
    if (head) await work.forget(head.id);
  } catch (error) {
    state.failed(error);
  }
  await Promise.all([refresh(), state.loadChanges()]);
}
async function withdraw(id: string): Promise<void> {
  try {
    await state.api.withdraw(id);
  } catch (error) {
    state.failed(error);
  }
  await state.loadChanges();
}

export function ParksPage() {
  const t = state.words.value;
  useEffect(() => {
    void refresh();
    void state.loadRecords();
    void state.loadChanges();
  }, []);
  const records = [...state.records.value.values()].filter(({ key }) => state.drawnLayers.some((layer) => key.startsWith(`${layer}/`)));
  const mine = records.filter(({ key }) => state.isMine(key));
  useEffect(() => {
    shapes.value = shapesScene(mine.map(({ key, feature }) => [isArea(feature.geometry) ? feature.geometry : null, { side: 'mine', key }]));
    return () => (shapes.value = shapesScene([]));
  }, [state.records.value, state.who.value]);
  useEffect(() => {
    const plane = planeOfRecords(mine);
    const box = [...plane.areas.values()].map((area) => boxOf(plane, area)).reduce<Box | null>((all, it) => (all ? around(all, it) : it), null);
    if (box && mapLoad.value === 'ready') state.wish.value = { kind: 'box', box };
  }, [state.records.value.size, mapLoad.value]);
  const shown = mine.filter(({ key }) => sought.value === '' || `${state.nameOf(key)} ${key}`.toLowerCase().includes(sought.value.toLowerCase()));
  const changes = state.changes.value.filter(({ author }) => author === state.who.value?.name);
  const underWay = changes.filter(({ state: it }) => it !== 'approved' && it !== 'withdrawn');
  const local = onDevice.value.filter(({ server, sent, count, fields }) => (server ? !sent || !changes.some(({ id }) => id === server.id) : count > 0 || Object.keys(fields).length > 0));
  const stateOf = (key: string): ChangeHead | undefined => underWay.find(({ records: keys }) => keys?.includes(key));
  return (
    <div class="tab-body">
      <p class="muted">{t.parksLead}</p>
      {(underWay.length > 0 || local.length > 0) && (
        <section class="list-section" aria-label={t.myDrafts}>
          <h2 class="lead">{t.myDrafts}</h2>
          <ul class="rows">
            {local.filter(({ server }) => !server || !underWay.some(({ id }) => id === server.id)).map((head) => (
              <li class="row" key={head.id} data-work={head.id}>
                <span class="row-text"><strong>{head.title}</strong><span class="muted">{t.onDeviceOnly} · {whenWords(head.changed)}</span></span>
                <span class="row-actions"><button type="button" class="button-quiet" disabled={busy.value} onClick={() => void open(async () => ((await work.resume(head.id)) ? head.id : null))}>{t.resume}</button><button type="button" class="text-button" onClick={() => void discard(head, null)}>{t.discard}</button></span>
              </li>
            ))}
            {underWay.map((change) => {
              const here = local.find(({ server }) => server?.id === change.id) ?? null;
              return (
                <li class="row" key={change.id} data-change={change.id}>
                  <span class="row-text"><strong>{change.title}</strong><span class="muted"><StateBadge state={change.state} /> {here && !here.sent && `${t.unsent} · `}{whenWords(change.changed)}</span></span>
                  <span class="row-actions">
                    {(change.state === 'draft' || change.state === 'returned') && <button type="button" class="button-quiet" disabled={busy.value} onClick={() => void open(() => takeChange(change.id))}>{t.resume}</button>}
                    {change.state === 'returned' && <button type="button" class="button-quiet" onClick={() => state.goTo({ name: 'review', id: change.id })}>{t.log}</button>}
                    {change.state === 'draft' && <button type="button" class="text-button" onClick={() => void discard(here, change)}>{t.discard}</button>}
                    {change.state === 'submitted' && <><button type="button" class="button-quiet" onClick={() => state.goTo({ name: 'review', id: change.id })}>{t.look}</button><button type="button" class="text-button" onClick={() => void withdraw(change.id)}>{t.withdraw}</button></>}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <Consents />
      <h2 class="lead">{t.allParks}</h2>
      {state.recordsLoad.value === 'loading' && <Waiting />}
      {state.recordsLoad.value === 'failed' && <Trouble text={state.recordsError.value} onRetry={() => void state.loadRecords()} />}
      {state.recordsLoad.value === 'ready' && mine.length === 0 && <Empty title={t.noParks} hint={t.noParksHint} />}
      {mine.length > 8 && <div class="field"><label for="sought">{t.search}</label><input id="sought" type="text" value={sought.value} onInput={(event) => (sought.value = event.currentTarget.value)} /></div>}
      <ul class="rows">
        {shown.map(({ key, feature }) => {
          const change = stateOf(key);
          const outlined = isArea(feature.geometry);
          return (
            <li class="row" key={key} data-park={key.slice(key.indexOf('/') + 1)}>
              <span class="row-text"><strong>{state.nameOf(key)}</strong><span class="muted">{outlined ? t.boundaryWords[String(feature.properties?.['boundary_status'])] ?? '' : t.noBoundary}{change && <> · <StateBadge state={change.state} /></>}</span></span>
              <span class="row-actions"><button type="button" class="button-quiet" data-action="edit" disabled={busy.value || !state.mayDraft.value} onClick={() => void open(() => (change && (change.state === 'draft' || change.state === 'returned') ? takeChange(change.id) : work.begin(key)))}>{outlined ? t.edit : t.draw}</button><button type="button" class="text-button" data-action="versions" aria-label={`${t.history}${t.colon}${state.nameOf(key)}`} onClick={() => state.goTo({ name: 'versions', id: key.slice(key.indexOf('/') + 1) })}>{t.history}</button></span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Changes of others that move a border of one's own, and wait for a word. */
function Consents() {
  const t = state.words.value;
  const me = state.who.value?.name ?? '';
  const asked = state.changes.value.filter(({ author, state: it, needs_consent = [] }) => author !== me && it === 'submitted' && needs_consent.includes(me));
  return asked.length === 0 ? null : (
    <section class="list-section" aria-label={t.consent}>
      <h2 class="lead">{t.consent}</h2>
      <ul class="rows">
        {asked.map((change) => (
          <li class="row" key={change.id} data-change={change.id}><span class="row-text"><strong>{change.title}</strong><span class="muted">{change.author}</span></span><span class="row-actions"><button type="button" class="button-quiet" onClick={() => state.goTo({ name: 'review', id: change.id })}>{t.look}</button></span></li>
        ))}
      </ul>
    </section>
  );
}
