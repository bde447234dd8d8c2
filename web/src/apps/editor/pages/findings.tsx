import { useState } from 'preact/hooks';
import { inLanguage } from '../../../domain/bilingual.ts';
import { Section } from '../../../kit/parts.tsx';
import { percentWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import * as work from '../desk/work.ts';

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
      {sync.overtaken.value.length > 0 && <p class="note">{t.overtaken(sync.overtaken.value.map((key) => state.nameOf(key, work.records.value)).join(t.comma))}</p>}
      {sync.conflicts.value.length > 0 && work.head.value?.server && <p class="note note-bad">{t.conflictTitle} <button type="button" class="text-button" onClick={() => state.goTo({ name: 'conflict', id: work.head.peek()!.server!.id })}>{t.conflictsHere}</button></p>}
      <button type="button" class="button-quiet" data-action="check" disabled={asked === 'asking' || work.actions.value.length === 0} onClick={() => void ask()}>{t.askServer}</button>
    </Section>
  );
}
