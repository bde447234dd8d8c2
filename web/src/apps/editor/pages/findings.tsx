import { useState } from 'preact/hooks';
import { inLanguage } from '../../../domain/bilingual.ts';
import { Section } from '../../../kit/parts.tsx';
import { percentWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import * as work from '../desk/work.ts';
import { geometryOf } from '../../../domain/editing/plane.ts';
import { take } from './brought.tsx';
import { Mend, mendable } from './mend.tsx';

interface Told {
  readonly text: string;
  readonly severity: 'error' | 'ask';
  readonly position?: readonly [number, number] | undefined;
  readonly code: string;
}

/** What stands against the work: as it is drawn, and as the server found it when it was asked. */
export function Findings() {
  const t = state.words.value;
  const [asked, setAsked] = useState<'no' | 'asking' | 'fine' | 'found'>('no');
  const zh = state.lang.value === 'zh';
  const own: Told[] = work.findings.value.map(({ code, other, key, position, severity, measure, unit }) => ({
    code, severity, position,
    text: `${state.nameOf(key, work.records.value)}${zh ? '：' : ': '}${t.codes[code] ?? code}${other ? t.with(state.nameOf(other, work.records.value)) : ''}${measure !== undefined && unit === '%' ? ` ${percentWords(measure)}` : ''}`,
  }));
  const server: Told[] = sync.serverFindings.value.map(({ code, zh: inChinese, en, position, severity = 'error', collection, id }) => ({
    code, severity, position, text: `${collection && id ? `${state.nameOf(`${collection}/${id}`, work.records.value)}${zh ? '：' : ': '}` : ''}${(zh ? inChinese : en) || inLanguage(code, state.lang.value)}`,
  }));
  const all = [...server, ...own.filter(({ code }) => !server.some((it) => it.code === code))];
  /** Shapes of the work that a mend may help. */
  const mends = [...new Set([
    ...work.findings.value.filter(({ code }) => mendable.has(code)).map(({ key }) => key),
    ...sync.serverFindings.value.filter(({ code }) => mendable.has(code)).map(({ collection, id }) => `${collection}/${id}`),
  ])].filter((key) => work.changed.value.includes(key) && work.plane.value.areas.has(key));
  const ask = async () => {
    setAsked('asking');
    setAsked((await sync.check()) && sync.serverFindings.peek().length === 0 ? 'fine' : 'found');
  };
  return (
    <Section title={t.findings} id="findings">
      {all.length === 0 ? <p class="muted" role="status">{work.actions.value.length === 0 ? t.notChanged : asked === 'fine' ? t.serverAgrees : t.noFindings}</p> : (
        <div role="status">
        <ul class="finding-list">
          {all.map((it, i) => (
            <li key={i} class={`finding finding-${it.severity}`} data-code={it.code}>
              <span>{it.text}</span>
              {it.position && <button type="button" class="text-button" onClick={() => (state.wish.value = { kind: 'point', at: it.position! })}>{t.showThere}</button>}
            </li>
          ))}
        </ul>
        </div>
      )}
      {mends.map((key) => <Mend key={key} of={key} geometry={geometryOf(work.plane.value, key)!} onAccept={(mended) => take(key, mended)} />)}
      {sync.overtaken.value.length > 0 && <p class="note">{t.overtaken(sync.overtaken.value.map((key) => state.nameOf(key, work.records.value)).join(t.comma))}</p>}
      {sync.conflicts.value.length > 0 && work.head.value?.server && <p class="note note-bad">{t.conflictTitle} <button type="button" class="text-button" onClick={() => state.goTo({ name: 'conflict', id: work.head.peek()!.server!.id })}>{t.conflictsHere}</button></p>}
      <button type="button" class="button-quiet" data-action="check" disabled={asked === 'asking' || work.actions.value.length === 0} onClick={() => void ask()}>{t.askServer}</button>
    </Section>
  );
}
