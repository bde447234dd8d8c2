import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Change, ServerFinding, Version } from '../../../data/changes-api.ts';
import { Section } from '../../../kit/parts.tsx';
import { Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import { differenceWords } from '../desk/told.ts';
import { shapesScene } from '../stage/scene.ts';
import { mapLoad, shapes } from '../stage/stage.tsx';
import { showBoth } from './review.tsx';

/** What a park was before: each version beside the present one, and the way back to it. */

type Feature = GeoJSON.Feature<GeoJSON.Geometry | null>;
const collection = 'carriers';
const versions = signal<readonly Version[] | null>(null);
const present = signal<Feature | null>(null);
const fault = signal('');

/** An approval writes the number of its change before the title. */
const numbered = /^\[(c\d+)\]\s*/;
const titleOf = ({ message }: Version): string => (message ?? '').replace(numbered, '');

async function load(id: string): Promise<void> {
  fault.value = '';
  versions.value = null;
  try {
    await state.loadRecords();
    const [list, now] = await Promise.all([state.api.versions(collection, id), state.api.record(collection, id)]);
    present.value = now?.value ?? null;
    versions.value = list;
  } catch (error) {
    fault.value = state.explain(error);
  }
}

export function VersionsPage({ id }: { id: string }) {
  const t = state.words.value;
  const [chosen, setChosen] = useState<Version | null>(null);
  const [old, setOld] = useState<Feature | null>(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    void load(id);
    return () => (shapes.value = shapesScene([]));
  }, [id]);
  useEffect(() => showBoth([{ before: old, after: present.value }]), [old, present.value, mapLoad.value]);
  const choose = async (version: Version) => {
    setChosen(version);
    setOld(null);
    setTrouble('');
    if (version.kind === 'deleted') return;
    try {
      setOld(await state.api.version(collection, id, version.revision));
    } catch (error) {
      setTrouble(state.explain(error));
    }
  };
  if (fault.value !== '') return <Trouble text={fault.value} onRetry={() => void load(id)} />;
  if (versions.value === null) return <Waiting />;
  const all = [...versions.value].reverse();
  const name = state.nameOf(`${collection}/${id}`);
  return (
    <div class="tab-body">
      <button type="button" class="text-button" onClick={() => state.goTo({ name: 'parks' })}>{t.back}</button>
      <h2 class="lead">{t.historyOf(name)}</h2>
      <p class="muted">{t.historyLead}</p>
      <fieldset class="picks versions">
        <legend>{t.allVersions}</legend>
        {all.map((version, i) => (
          <label class="pick version" key={version.revision}>
            <input type="radio" name="version" data-version={version.revision} checked={chosen?.revision === version.revision} onChange={() => void choose(version)} />
            <span class="row-text"><strong>{whenWords(version.datetime, true)}{i === 0 && <> <span class="badge badge-approved">{t.presentVersion}</span></>}</strong><span class="muted">{[t.versionKinds[version.kind] ?? version.kind, version.author === 'import' ? t.importedBy : version.author, version.author === 'import' ? '' : titleOf(version)].filter(Boolean).join(' · ')}</span></span>
          </label>
        ))}
      </fieldset>
      {trouble && <p class="faults" role="alert">{trouble}</p>}
      {chosen?.kind === 'deleted' && <p class="note">{t.deletedVersion}</p>}
      {chosen && old && <Chosen key={chosen.revision} id={id} version={chosen} old={old} isPresent={chosen.revision === all[0]?.revision} />}
    </div>
  );
}

function Chosen({ id, version, old, isPresent }: { id: string; version: Version; old: Feature; isPresent: boolean }) {
  const t = state.words.value;
  const words = differenceWords(present.value, old);
  const [change, setChange] = useState<Change | null>(null);
  useEffect(() => {
    const number = numbered.exec(version.message ?? '')?.[1];
    // Whose change it was may be nobody's business: then its title has to do.
    if (number !== undefined) state.api.get(number).then(({ value }) => setChange(value), () => undefined);
  }, [version]);
  const why = [change?.comment, change?.reason].filter(Boolean);
  return (
    <>
      <ul class="keys"><li><span class="key key-before" aria-hidden="true" />{t.versionKey}</li><li><span class="key key-mine" aria-hidden="true" />{t.presentVersion}</li></ul>
      {why.map((it, i) => <blockquote class="said" key={i}>{it}</blockquote>)}
      <Section title={t.versionDiffers} id="version-diff">
        {words.length === 0 || isPresent ? <p class="muted">{t.nothingDiffers}</p> : <ul class="diff"><li>{words.map((it, i) => <p key={i}>{it}</p>)}</li></ul>}
      </Section>
      {!isPresent && words.length > 0 && state.mayDraft.value && <Restore id={id} version={version} />}
    </>
  );
}

/** By a draft that is reviewed; at once for who may write every layer. */
function Restore({ id, version }: { id: string; version: Version }) {
  const t = state.words.value;
  const [comment, setComment] = useState('');
  const [found, setFound] = useState<readonly ServerFinding[]>([]);
  const [trouble, setTrouble] = useState('');
  const [draft, setDraft] = useState<string | null>(null);
  const [key] = useState(() => crypto.randomUUID?.() ?? String(Math.random()));
  const [busy, setBusy] = useState(false);
  const step = async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble('');
    try {
      await work();
    } catch (error) {
      setFound(sync.findingsOf(error));
      setTrouble(state.explain(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = () => step(async () => {
    const title = t.restoreTitle(state.nameOf(`${collection}/${id}`), whenWords(version.datetime, true));
    const made = draft ?? (await state.api.create({ title, comment, actions: [{ action: 'restore', collection, id, version: version.revision }] }, `restore-${key}`)).value.id;
    setDraft(made);
    await state.api.submit(made, comment);
    state.tell(t.submitted);
    await state.loadChanges();
    state.goTo({ name: 'parks' });
  });
  const atOnce = () => step(async () => {
    if (!confirm(t.restoreSure)) return;
    const [now] = [...(versions.peek() ?? [])].reverse();
    await state.api.restore(collection, id, version.revision, now?.etag ?? '', comment);
    state.tell(t.restored);
    await load(id);
  });
  return (
    <form class="hand-in" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <div class="field"><label for="restore-why">{t.restoreWhy}</label><textarea id="restore-why" class="text-input" rows={2} value={comment} onInput={(event) => setComment(event.currentTarget.value)} /></div>
      {found.length > 0 && <ul class="finding-list">{found.map((it, i) => <li key={i} class={`finding finding-${it.severity ?? 'error'}`}><span>{state.lang.value === 'zh' ? it.zh : it.en}</span>{it.position && <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: it.position! })}>{t.showThere}</button>}</li>)}</ul>}
      {trouble && <p class="faults" role="alert">{trouble}</p>}
      <span class="buttons">
        <button type="submit" class="button" data-action="restore" disabled={busy}>{t.restore}</button>
        {state.mayWriteAll.value && <button type="button" class="button-quiet" data-action="restore-now" disabled={busy} onClick={() => void atOnce()}>{t.restoreNow}</button>}
      </span>
    </form>
  );
}
