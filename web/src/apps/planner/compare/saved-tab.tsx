import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ScenarioHead } from '../../../data/siting-api.ts';
import { formatMoment } from '../../../domain/format.ts';
import { Failed, More, Skeletons } from '../desk/parts.tsx';
import { Empty } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import * as solving from '../solving/solving.ts';

const few = 20;

/** On Tianjin's clocks, whatever the server's say. */
function savedAt(saved: string): string {
  const moment = new Date(saved);
  return Number.isNaN(moment.getTime()) ? saved : formatMoment(moment, state.lang.value);
}

/** A new name, and what one wants to remember of it. */
function Rename({ head, onEnd }: { head: ScenarioHead; onEnd: () => void }) {
  const t = state.words.value;
  const [title, setTitle] = useState(head.title);
  const [notes, setNotes] = useState(head.notes ?? '');
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onEnd();
  };
  const changed = title.trim() !== head.title || notes.trim() !== (head.notes ?? '');
  return (
    <form class="rename" onKeyDown={onKey} onSubmit={(event) => { event.preventDefault(); onEnd(); if (title.trim() !== '' && changed) void solving.renameScenario(head, title.trim(), notes.trim()); }}>
      <input class="text-input" ref={field} type="text" maxLength={80} aria-label={t.name} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
      <textarea rows={2} maxLength={2000} aria-label={t.notesOwn} placeholder={t.notesOwn} value={notes} onInput={(event) => setNotes(event.currentTarget.value)} />
      <span class="own-line">
        <button type="submit" class="button-quiet">{t.ok}</button>
        <button type="button" class="text-button" onClick={onEnd}>{t.cancelDrawing}</button>
      </span>
    </form>
  );
}

export function SavedTab() {
  const t = state.words.value;
  const [renaming, setRenaming] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  if (state.scenariosLoad.value === 'loading' && state.scenarios.value.length === 0) return <Skeletons />;
  if (state.scenariosLoad.value === 'failed') return <Failed text={state.scenariosError.value} onRetry={() => void state.loadScenarios()} />;
  if (state.scenarios.value.length === 0) return <Empty title={t.savedNone} hint={t.savedNoneHint} action={<button type="button" class="button" onClick={() => state.goTo('set')}>{t.goSet}</button>} />;
  return (
    <div class="tab-body">
      <h2 class="lead">{t.savedTitle}</h2>
      <ul class="saved">
        {state.scenarios.value.slice(0, all ? undefined : few).map(({ id, version, title, saved, notes = '' }) => (
          <li key={id} data-id={id}>
            <span class="site-text">
              {renaming === id ? <Rename head={{ id, version, title, notes }} onEnd={() => setRenaming(null)} /> : <span class="site-name">{title}</span>}
              <span class="muted site-facts">{[t.version(version), saved === undefined ? '' : savedAt(saved)].filter(Boolean).join(' · ')}</span>
              {notes !== '' && renaming !== id && <span class="site-facts saved-notes">{notes}</span>}
            </span>
            <button type="button" class="button-quiet" aria-label={t.openNamed(title)} onClick={() => void solving.openScenario(id, version)}>{t.openSaved}</button>
            <button type="button" class="text-button" aria-label={`${title}：${t.toA}`} onClick={() => { void solving.loadPlan(id, version, solving.slotA); state.goTo('compare'); }}>{t.toA}</button>
            <button type="button" class="text-button" aria-label={`${title}：${t.toB}`} onClick={() => { void solving.loadPlan(id, version, solving.slotB); state.goTo('compare'); }}>{t.toB}</button>
            <button type="button" class="text-button" aria-label={`${title}：${t.rename}`} data-action="rename" onClick={() => setRenaming(id)}>{t.rename}</button>
            {removing === id ? (
              <button type="button" class="text-button danger" data-action="remove-now" onClick={() => { setRemoving(null); void solving.removeScenario({ id, version, title }); }}>{t.removeNow(version)}</button>
            ) : (
              <button type="button" class="text-button" aria-label={`${title}：${t.remove}`} data-action="remove" onClick={() => setRemoving(id)}>{t.remove}</button>
            )}
          </li>
        ))}
      </ul>
      <More count={state.scenarios.value.length} shown={few} all={all} onToggle={() => setAll(!all)} />
    </div>
  );
}
