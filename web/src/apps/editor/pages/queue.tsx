import { useEffect } from 'preact/hooks';
import type { ChangeHead } from '../../../data/changes-api.ts';
import { Empty } from '../../../kit/parts.tsx';
import { StateBadge, Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** What waits for a reviewer, and what was decided. */
export function QueuePage() {
  const t = state.words.value;
  useEffect(() => {
    void state.loadRecords();
    void state.loadChanges();
  }, []);
  if (state.changesLoad.value === 'loading') return <Waiting />;
  if (state.changesLoad.value === 'failed' && state.who.value?.second_factor === false)
    return <Empty title={t.factorTitle} hint={t.factorHint} action={<button type="button" class="button" data-action="to-account" onClick={() => state.goTo({ name: 'account' })}>{t.factorSet}</button>} />;
  if (state.changesLoad.value === 'failed') return <Trouble text={state.changesError.value} onRetry={() => void state.loadChanges()} />;
  const waiting = state.changes.value.filter(({ state: it }) => it === 'submitted');
  const others = state.changes.value.filter(({ state: it }) => it !== 'submitted' && it !== 'draft').slice(0, 30);
  const row = (change: ChangeHead) => (
    <li class="row" key={change.id} data-change={change.id}>
      <span class="row-text"><strong>{change.title}</strong><span class="muted"><StateBadge state={change.state} /> {t.by(change.author, whenWords(change.changed))}</span></span>
      <span class="row-actions"><button type="button" class="button-quiet" data-action="review" onClick={() => state.goTo({ name: 'review', id: change.id })}>{t.look}</button></span>
    </li>
  );
  return (
    <div class="tab-body">
      <h2 class="lead">{t.queueTitle}</h2>
      {waiting.length === 0 ? <Empty title={t.queueEmpty} hint={t.queueEmptyHint} /> : <ul class="rows">{waiting.map(row)}</ul>}
      {others.length > 0 && <><h2 class="lead">{t.decided}</h2><ul class="rows">{others.map(row)}</ul></>}
    </div>
  );
}
