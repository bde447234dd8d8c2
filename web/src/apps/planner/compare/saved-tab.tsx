import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ScenarioHead } from '../../../data/siting-api.ts';
import { formatMoment } from '../../../domain/format.ts';
import { Empty, Failed, Skeletons } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import * as solving from '../solving/solving.ts';

/** On Tianjin's clocks, whatever the server's say. */
function savedAt(saved: string): string {
  const moment = new Date(saved);
  return Number.isNaN(moment.getTime()) ? saved : formatMoment(moment, state.lang.value);
}

function Rename({ head, onEnd }: { head: ScenarioHead; onEnd: () => void }) {
  const t = state.words.value;
  const [title, setTitle] = useState(head.title);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <form class="own-line" onSubmit={(event) => { event.preventDefault(); onEnd(); if (title.trim() !== '' && title.trim() !== head.title) void solving.renameScenario(head, title.trim()); }}>
      <input class="text-input" ref={field} type="text" maxLength={80} aria-label={t.name} value={title} onInput={(event) => setTitle(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); onEnd(); } }} />
      <button type="submit" class="button-quiet">{t.ok}</button>
    </form>
  );
}

export function SavedTab() {
  const t = state.words.value;
  const [renaming, setRenaming] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  if (state.scenariosLoad.value === 'loading' && state.scenarios.value.length === 0) return <Skeletons />;
  if (state.scenariosLoad.value === 'failed') return <Failed text={state.scenariosError.value} onRetry={() => void state.loadScenarios()} />;
  if (state.scenarios.value.length === 0) return <Empty title={t.savedNone} hint={t.savedNoneHint} action={<button type="button" class="button" onClick={() => state.goTo('set')}>{t.goSet}</button>} />;
  return (
    <div class="tab-body">
      <h2 class="lead">{t.savedTitle}</h2>
      <ul class="saved">
        {state.scenarios.value.map(({ id, version, title, saved }) => (
          <li key={id} data-id={id}>
            <span class="site-text">
              {renaming === id ? <Rename head={{ id, version, title }} onEnd={() => setRenaming(null)} /> : <span class="site-name">{title}</span>}
              <span class="muted site-facts">{[t.version(version), saved === undefined ? '' : savedAt(saved)].filter(Boolean).join(' · ')}</span>
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
    </div>
  );
}
