import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import * as work from '../desk/work.ts';

/** What is said of an outline that is new, and the names of parks that are. What nobody has said stays empty. */

/** The work that it was tried to submit: from then on what is missing in it is marked. */
const asked = signal('');
const idOf = (key: string, field: string): string => `${key}-${field}`;

/** To the first thing that is missing; false: nothing is. */
export function askMissing(): boolean {
  const [first] = work.missing.peek();
  asked.value = first ? work.head.peek()?.id ?? '' : '';
  if (!first) return false;
  const section = document.querySelector<HTMLDetailsElement>('[data-section="attributes"]');
  if (section) section.open = true;
  document.getElementById(idOf(first.key, first.field))?.focus();
  return true;
}

export function Attributes() {
  const t = state.words.value;
  const keys = work.described.value;
  if (keys.length === 0) return null;
  return (
    <Section title={t.attributes} id="attributes">
      {work.missing.value.length > 0 && <p class="note" data-note="attributes">{t.attributesNeeded}</p>}
      {work.replaced.value.length > 0 && <p class="note">{t.attributesHold}</p>}
      {keys.map((key) => <Fields key={key} of={key} />)}
    </Section>
  );
}

function Fields({ of: key }: { of: string }) {
  const t = state.words.value;
  const now = work.propertiesOf(key);
  const isNew = !work.records.value.has(key);
  const bad = (field: string): boolean => asked.value === work.head.value?.id && work.missing.value.some((it) => it.key === key && it.field === field);
  // As it is typed: of “0.” nothing can be kept yet.
  const [metres, setMetres] = useState(String(now['boundary_accuracy_m'] ?? ''));
  const type = (typed: string) => {
    setMetres(typed);
    work.setFields(key, { boundary_accuracy_m: Number(typed) > 0 ? Number(typed) : null });
  };
  const text = (field: string, label: string) => <div class="field" key={field}><label for={idOf(key, field)}>{label}</label><input id={idOf(key, field)} type="text" data-field={field} value={String(now[field] ?? '')} onInput={(event) => work.setFields(key, { [field]: event.currentTarget.value })} /></div>;
  const [status, accuracy] = [idOf(key, 'boundary_status'), idOf(key, 'boundary_accuracy_m')];
  const known = ['indicative', 'surveyed'];
  return (
    <fieldset class="record-fields">
      <legend>{isNew ? t.newRecord(String(now['name_zh'] ?? key)) : state.nameOf(key, work.records.value)}</legend>
      {isNew && <>{text('name_zh', t.recordName)}{text('name_en', t.recordNameEn)}</>}
      {'boundary_status' in now && (
        <div class="field">
          <label for={status}>{t.boundaryStatus}</label>
          <select id={status} data-field="boundary_status" aria-required="true" aria-invalid={bad('boundary_status')} aria-describedby={bad('boundary_status') ? `${status}-fault` : undefined} value={known.includes(String(now['boundary_status'])) ? String(now['boundary_status']) : ''} onChange={(event) => event.currentTarget.value !== '' && work.setFields(key, { boundary_status: event.currentTarget.value })}>
            <option value="" disabled>{t.choose}</option>
            {known.map((it) => <option key={it} value={it}>{t.boundaryWords[it]}</option>)}
          </select>
          {bad('boundary_status') && <p class="hint hint-bad" id={`${status}-fault`} role="alert">{t.missingStatus}</p>}
        </div>
      )}
      {'boundary_status' in now && (
        <div class="field">
          <label for={accuracy}>{t.accuracy}</label>
          <input id={accuracy} type="number" inputMode="decimal" min="0.01" step="any" data-field="boundary_accuracy_m" aria-required="true" aria-invalid={bad('boundary_accuracy_m')} aria-describedby={`${accuracy}-hint`} value={metres} onInput={(event) => type(event.currentTarget.value)} />
          <p class={bad('boundary_accuracy_m') ? 'hint hint-bad' : 'hint'} id={`${accuracy}-hint`}>{bad('boundary_accuracy_m') ? t.missingAccuracy : t.accuracyHint}</p>
        </div>
      )}
    </fieldset>
  );
}
