import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Change, DiffRecord, ServerFinding } from '../../../data/changes-api.ts';
import { isArea } from '../../../domain/editing/changes.ts';
import { measuresOf } from '../../../domain/editing/measures.ts';
import { planeOf, boxOf, around, type Box } from '../../../domain/editing/plane.ts';
import { Section } from '../../../kit/parts.tsx';
import { StateBadge, Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import { HttpError } from '../../../kit/http/http.ts';
import * as state from '../desk/state.ts';
import { differenceWords } from '../desk/told.ts';
import * as sync from '../desk/sync.ts';
import { shapesScene } from '../stage/scene.ts';
import { mapLoad, shapes } from '../stage/stage.tsx';

/** A change as a reviewer, or a neighbour whose border it moves, sees it: on the map and in words. */

const change = signal<Change | null>(null);
const diff = signal<readonly DiffRecord[]>([]);
const fault = signal('');
const meets = signal(false);
/** Of what is shown: nothing else is approved. */
const etag = signal('');

async function load(id: string): Promise<void> {
  fault.value = '';
  change.value = null;
  diff.value = [];
  meets.value = false;
  try {
    await state.loadRecords();
    const read = await state.api.get(id);
    etag.value = read.etag;
    change.value = read.value;
    diff.value = await state.api.diff(id);
    // Its author is told of what somebody else changed meanwhile.
    meets.value = change.value.author === state.who.peek()?.name && ['submitted', 'returned', 'draft'].includes(change.value.state) && ((await state.api.check(id)).conflicts ?? []).length > 0;
  } catch (error) {
    fault.value = state.explain(error);
  }
}

type Shown = GeoJSON.Feature<GeoJSON.Geometry | null> | null;
/** Shapes of both sides, and the box around them. */
export function showBoth(records: readonly { readonly before: Shown; readonly after: Shown; readonly theirs?: Shown }[]): void {
  shapes.value = shapesScene(records.flatMap(({ before, after, theirs }) => [[before?.geometry, { side: 'before' }] as const, ...(theirs ? [[theirs.geometry, { side: 'theirs' }] as const] : []), [after?.geometry, { side: 'mine' }] as const]));
  let box: Box | null = null;
  for (const { before, after, theirs } of records)
    for (const geometry of [before?.geometry, after?.geometry, theirs?.geometry])
      if (geometry?.type === 'Point') {
        const [lon, lat] = geometry.coordinates as [number, number];
        box = box ? around(box, [lon, lat, lon, lat]) : [lon - 0.005, lat - 0.004, lon + 0.005, lat + 0.004];
      } else if (isArea(geometry)) {
        const plane = planeOf([{ key: 'x/x', geometry }]);
        const its = boxOf(plane, plane.areas.get('x/x')!);
        box = box ? around(box, its) : its;
      }
  if (box && mapLoad.peek() === 'ready') state.wish.value = { kind: 'box', box };
}
export const areaOf = (feature: GeoJSON.Feature | null): number | null => {
  if (!isArea(feature?.geometry)) return null;
  const plane = planeOf([{ key: 'x/x', geometry: feature.geometry }]);
  const area = plane.areas.get('x/x');
  return area ? measuresOf(plane, area).squareMetres : null;
};

export function ReviewPage({ id }: { id: string }) {
  const t = state.words.value;
  const [comment, setComment] = useState('');
  const [trouble, setTrouble] = useState('');
  const [found, setFound] = useState<readonly ServerFinding[]>([]);
  const [conflicting, setConflicting] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void load(id);
    return () => (shapes.value = shapesScene([]));
  }, [id]);
  useEffect(() => showBoth(diff.value), [diff.value, mapLoad.value]);
  if (fault.value !== '') return <Trouble text={fault.value} onRetry={() => void load(id)} />;
  const it = change.value;
  if (!it) return <Waiting />;
  const me = state.who.value;
  const own = it.author === me?.name;
  const decide = async (step: () => Promise<unknown>, said: string, away = true) => {
    setBusy(true);
    setTrouble('');
    setConflicting(false);
    try {
      await step();
      state.tell(said);
      await state.loadChanges();
      if (away) state.goTo({ name: state.mayReview.peek() ? 'queue' : 'parks' });
      else await load(id);
    } catch (error) {
      setConflicting(sync.conflictsOf(error).length > 0);
      setFound(sync.findingsOf(error));
      setTrouble(state.explain(error));
      if (error instanceof HttpError && error.status === 412) await load(id); // another by now: read it again
    } finally {
      setBusy(false);
    }
  };
  const waiting = (it.needs_consent ?? []).filter((name) => !(it.consents ?? []).includes(name));
  const findings = found.length > 0 ? found : it.findings ?? [];
  return (
    <div class="tab-body">
      <button type="button" class="text-button" onClick={() => state.goTo({ name: state.mayReview.value ? 'queue' : 'parks' })}>{t.back}</button>
      <header class="edit-head"><h2 class="lead">{it.title}</h2><p class="muted"><StateBadge state={it.state} /> {t.by(it.author, whenWords(it.changed))}</p></header>
      {it.comment && <blockquote class="said">{it.comment}</blockquote>}
      {it.reason && <p class="note">{t.reason}{state.lang.value === 'zh' ? '：' : ': '}{it.reason}</p>}
      {meets.value && <p class="note note-bad">{t.conflictTitle} <button type="button" class="text-button" onClick={() => state.goTo({ name: 'conflict', id })}>{t.conflictsHere}</button></p>}
      <Legend />
      <Section title={t.diffTitle} id="diff">
        {diff.value.length === 0 && <p class="muted">{t.noDiff}</p>}
        <ul class="diff">
          {diff.value.map((record) => (
              <li key={`${record.collection}/${record.id}`} data-record={record.id}>
                <button type="button" class="text-button diff-name" onClick={() => showBoth([record])}>{state.nameOf(`${record.collection}/${record.id}`)}</button>
                {record.before === null && <span class="badge">{t.created}</span>}{record.after === null && <span class="badge badge-returned">{t.deleted}</span>}
                {differenceWords(record.before, record.after).map((words, i) => <p key={i}>{words}</p>)}
              </li>
          ))}
        </ul>
      </Section>
      {findings.length > 0 && (
        <Section title={t.findings} id="findings">
          <ul class="finding-list">{findings.map((finding, i) => <li key={i} class={`finding finding-${finding.severity ?? 'error'}`}><span>{state.lang.value === 'zh' ? finding.zh : finding.en}</span>{finding.position && <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: finding.position! })}>{t.showThere}</button>}</li>)}</ul>
        </Section>
      )}
      {waiting.length > 0 && <p class="note">{t.consentNeeded(waiting.join(t.comma))}</p>}
      {(it.consents ?? []).length > 0 && <p class="note">{t.consented(it.consents!.join(t.comma))}</p>}
      {it.state === 'submitted' && !own && waiting.includes(me?.name ?? '') && <button type="button" class="button" data-action="consent" disabled={busy} onClick={() => void decide(() => state.api.consent(id), t.consentGiven, false)}>{t.consent}</button>}
      {own && (it.state === 'draft' || it.state === 'returned') && (
        <form class="hand-in" onSubmit={(event) => { event.preventDefault(); void decide(() => state.api.submit(id, comment), t.submitted); }}>
          <div class="field"><label for="own-reason">{t.reason}</label><textarea id="own-reason" class="text-input" rows={2} value={comment} onInput={(event) => setComment(event.currentTarget.value)} /><p class="hint">{t.reasonHint}</p></div>
          <button type="submit" class="button button-wide" data-action="submit" disabled={busy}>{t.submitDraft}</button>
        </form>
      )}
      {it.state === 'submitted' && state.mayReview.value && (
        <form class="hand-in" onSubmit={(event) => event.preventDefault()}>
          {own && <p class="note">{t.ownChange}</p>}
          {me?.second_factor === false && <p class="note">{t.factorNeeded} <button type="button" class="text-button" onClick={() => state.goTo({ name: 'account' })}>{t.toAccount}</button></p>}
          <div class="field"><label for="review-comment">{t.reviewComment}</label><textarea id="review-comment" class="text-input" rows={2} value={comment} onInput={(event) => setComment(event.currentTarget.value)} /></div>
          <span class="buttons">
            <button type="button" class="button" data-action="approve" disabled={busy || own} onClick={() => void decide(() => state.api.approve(id, etag.value, comment), t.approved)}>{t.approve}</button>
            <button type="button" class="button-quiet" data-action="return" disabled={busy} onClick={() => (comment.trim() === '' ? setTrouble(t.commentNeeded) : void decide(() => state.api.giveBack(id, comment), t.givenBack))}>{t.giveBack}</button>
          </span>
        </form>
      )}
      {trouble !== '' && <p class="faults" role="alert">{trouble}{conflicting && <button type="button" class="text-button" onClick={() => state.goTo({ name: 'conflict', id })}>{t.conflictsHere}</button>}</p>}
      {(it.log ?? []).length > 0 && (
        <Section title={t.log} id="log">
          <ol class="log">{it.log!.map((note, i) => <li key={i}><span class="muted">{whenWords(note.time)}</span> {note.who} · {t.steps[note.what] ?? t.states[note.what] ?? note.what}{note.comment && <blockquote class="said">{note.comment}</blockquote>}</li>)}</ol>
        </Section>
      )}
    </div>
  );
}

export function Legend({ theirs = false }: { theirs?: boolean }) {
  const t = state.words.value;
  return (
    <ul class="keys">
      <li><span class="key key-before" aria-hidden="true" />{theirs ? t.baseOf : t.before}</li>
      {theirs && <li><span class="key key-theirs" aria-hidden="true" />{t.theirs}</li>}
      <li><span class="key key-mine" aria-hidden="true" />{theirs ? t.mine : t.after}</li>
    </ul>
  );
}
