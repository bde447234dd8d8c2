import { useEffect } from 'preact/hooks';
import { tabs } from '../../domain/siting/url.ts';
import { CompareTab } from './compare/compare-tab.tsx';
import * as drawing from './desk/drawing.ts';
import { Headline, typing, useDocument } from '../../kit/headline.tsx';
import { Icon } from './desk/icons.tsx';
import { PlanTab } from './plan/plan-tab.tsx';
import { SetTab } from './set/set-tab.tsx';
import * as solving from './solving/solving.ts';
import { SavedTab } from './compare/saved-tab.tsx';
import { Stage } from './stage/stage.tsx';
import { TodayTab } from './today/today-tab.tsx';
import * as state from './desk/state.ts';

export function App() {
  const t = state.words.value;
  const tab = state.tab.value;
  useDocument(state, tab === 'plan' && solving.scenario.value ? `${solving.scenario.value.title} · ${t.documentTitle}` : t.documentTitle);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && state.tab.peek() === 'plan' && !typing(event.target)) {
        event.preventDefault();
        if (event.shiftKey) solving.redo();
        else solving.undo();
        return;
      }
      if (event.key !== 'Escape') return;
      drawing.giveUp();
      state.selected.value = null;
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useEffect(drawing.giveUp, [tab]);
  return (
    <main class="workbench" data-room={state.roomy.value} data-tab={tab}>
      <a class="skip" href="#panel" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('#panel')?.focus(); }}>{t.skip}</a>
      <Stage />
      <section class="side" aria-label={t.panel}>
        <Top />
        <section class="panel" id="panel" key={tab} role="tabpanel" tabIndex={-1} aria-labelledby={`tab-${tab}`}>
          {tab === 'today' ? <TodayTab /> : tab === 'set' ? <SetTab /> : tab === 'plan' ? <PlanTab /> : tab === 'compare' ? <CompareTab /> : <SavedTab />}
        </section>
      </section>
      <p class={state.said.value ? 'toast' : 'sr-only'} role="status">{state.said.value}</p>
    </main>
  );
}

function Top() {
  const t = state.words.value;
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(state.tab.peek()) + step + tabs.length) % tabs.length]!;
    state.tab.value = next;
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  };
  return (
    <Headline state={state} words={t} icon={(name) => <Icon name={name} />}>
      <div class="tabs" role="tablist" aria-label={t.tabsLabel} onKeyDown={onKey}>
        {tabs.map((tab) => (
          <button type="button" role="tab" class="tab" id={`tab-${tab}`} key={tab} aria-selected={state.tab.value === tab} aria-controls="panel" tabIndex={state.tab.value === tab ? 0 : -1} onClick={() => (state.tab.value = tab)}>
            {t.tabs[tab]}
            {tab === 'plan' && solving.running.value && <span class="pulse" aria-hidden="true" />}
          </button>
        ))}
      </div>
    </Headline>
  );
}
