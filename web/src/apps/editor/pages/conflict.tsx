import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { Conflict } from '../../../data/changes-api.ts';
import { Empty, Radios } from '../../../kit/parts.tsx';
import { hectareWords, Trouble, Waiting } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import { fieldValueWords, fieldWords } from '../desk/told.ts';
import * as sync from '../desk/sync.ts';
import { shapesScene } from '../stage/scene.ts';
import { mapLoad, shapes } from '../stage/stage.tsx';
import { areaOf, Legend, showBoth } from './review.tsx';

/** Both edits of what two people changed, side by side: nothing is decided but by hand. */

const conflicts = signal<readonly Conflict[] | null>(null);
const fault = signal('');

async function load(id: string): Promise<void> {
  fault.value = '';
  conflicts.value = null;
  try {
    await state.loadRecords();
    const { conflicts: found = [] } = await state.api.check(id);
    conflicts.value = found;
  } catch (error) {
    const found = sync.conflictsOf(error);
    if (found.length > 0) conflicts.value = found;
    else fault.value = state.explain(error);
  }
}

export function ConflictPage({ id }: { id: string }) {
  const t = state.words.value;
  const [choices, setChoices] = useState<Readonly<Record<string, 'mine' | 'theirs'>>>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void load(id);
    return () => (shapes.value = shapesScene([]));
  }, [id]);
  const show = (list: readonly Conflict[]) => showBoth(list.map(({ base, mine, theirs }) => ({ before: base, after: mine, theirs })));
  useEffect(() => show(conflicts.value ?? []), [conflicts.value, mapLoad.value]);
  if (fault.value !== '') return <Trouble text={fault.value} onRetry={() => void load(id)} />;
  if (conflicts.value === null) return <Waiting />;
  if (conflicts.value.length === 0) return <Empty title={t.noConflict} action={<button type="button" class="button" onClick={() => state.goTo({ name: 'parks' })}>{t.back}</button>} />;
  const all = conflicts.value;
  const keyOf = ({ collection, id: record }: Conflict): string => `${collection}/${record}`;
  const resolve = async () => {
    setBusy(true);
    try {
      const { value: before } = await state.api.get(id);
      await state.api.resolve(id, all.map((it) => ({ collection: it.collection, id: it.id, feature: choices[keyOf(it)] === 'mine' ? it.mine : it.theirs })));
      // What was submitted is a draft again, since nobody has read the new words: it is submitted anew.
      if (before.state === 'submitted') await state.api.submit(id, before.reason ?? '');
      state.tell(t.resolved);
      await state.loadChanges();
      state.goTo({ name: 'parks' });
    } catch (error) {
      state.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="tab-body">
      <h2 class="lead">{t.conflictTitle}</h2>
      <p>{t.conflictLead}</p>
      <Legend theirs />
      <ul class="diff">
        {all.map((it) => {
          const [mine, theirs] = [areaOf(it.mine), areaOf(it.theirs)];
          return (
            <li key={keyOf(it)} data-conflict={it.id}>
              <button type="button" class="text-button diff-name" onClick={() => show([it])}>{state.nameOf(keyOf(it))}</button>
              <p class="muted">{t.conflictKinds[it.kind] ?? it.kind}{(it.fields ?? []).length > 0 && t.with(it.fields!.map((field) => (field === 'geometry' ? t.geometry : fieldWords(field))).join(t.comma))}</p>
              <dl class="sides">
                <div><dt>{t.mine}</dt><dd>{mine === null ? '–' : hectareWords(mine)}<Fields feature={it.mine} names={it.fields ?? []} /></dd></div>
                <div><dt>{t.theirs}</dt><dd>{theirs === null ? '–' : hectareWords(theirs)}<Fields feature={it.theirs} names={it.fields ?? []} /></dd></div>
              </dl>
              <Radios<'mine' | 'theirs' | 'none'> label={state.nameOf(keyOf(it))} value={choices[keyOf(it)] ?? 'none'} options={[['mine', t.keepMine], ['theirs', t.keepTheirs]]} onChange={(value) => value !== 'none' && setChoices({ ...choices, [keyOf(it)]: value })} />
            </li>
          );
        })}
      </ul>
      <button type="button" class="button button-wide" data-action="resolve" disabled={busy || all.some((it) => choices[keyOf(it)] === undefined)} onClick={() => void resolve()}>{t.resolve}</button>
    </div>
  );
}

function Fields({ feature, names }: { feature: GeoJSON.Feature | null; names: readonly string[] }) {
  return <>{names.filter((name) => name !== 'geometry').map((name) => <small key={name}>{fieldWords(name)}{state.words.value.colon}{fieldValueWords(name, feature?.properties?.[name])}</small>)}</>;
}
