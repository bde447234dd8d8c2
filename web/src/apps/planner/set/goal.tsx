import { fieldsOf, fromMetres, problems, toMetres, valueOf, type Field } from '../../../domain/siting/problems.ts';
import type { DistanceModel } from '../../../domain/siting/types.ts';
import { faultAt } from '../desk/parts.tsx';
import { NumberField, Radios, Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';

/** A number of the table of problems, with its switch when it is optional. */
export function TableField({ field }: { field: Field }) {
  const t = state.words.value;
  const zh = state.lang.value === 'zh';
  const draft = state.draft.value;
  const value = valueOf(field, draft.values);
  const words = (metres: number) => (field.walk ? fromMetres(metres, draft.unit) : metres);
  return (
    <div>
      {field.optional && (
        <label class="check">
          <input type="checkbox" data-switch={field.id} checked={value !== null} onChange={() => state.setValue(field.id, value === null ? field.initial : null)} />
          {zh ? field.zh : field.en}
        </label>
      )}
      {value !== null && (
        <NumberField
          id={field.id} named={field.optional === true} label={zh ? field.zh : field.en} hint={zh ? field.hintZh : field.hintEn} value={words(value)} fault={faultAt(field.id, words)}
          unit={field.walk ? (draft.unit === 'm' ? t.metres : t.minutes) : field.money ? t.money : ''}
          onChange={(next) => state.setValue(field.id, field.walk && Number.isFinite(next) ? toMetres(next, draft.unit) : next)}
        />
      )}
    </div>
  );
}

/** What is wanted, in numbers. */
export function Goal() {
  const t = state.words.value;
  const zh = state.lang.value === 'zh';
  const draft = state.draft.value;
  return (
    <Section title={t.problem} id="problem">
      <fieldset class="goals">
        <legend class="sr-only">{t.problem}</legend>
        {problems.map((it) => (
          <label key={it.kind} class="goal">
            <input type="radio" name="kind" value={it.kind} checked={draft.kind === it.kind} onChange={() => state.change({ kind: it.kind })} />
            <span>
              <span class="goal-name">{zh ? it.zh : it.en}<span class="muted">{it.short}</span></span>
              <span class="hint">{zh ? it.whatZh : it.whatEn}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="fields">
        {fieldsOf(draft).map((field) => (
          <TableField key={field.id} field={field} />
        ))}
      </div>
      <Radios label={t.unit} value={draft.unit} options={[['m', t.metres], ['min', t.minutes]]} onChange={(unit) => state.change({ unit })} />
      {draft.unit === 'min' && <p class="hint">{t.minutesNote}</p>}
      <details class="inner">
        <summary>{t.more}</summary>
        <div class="fields">
          <div class="field">
            <label for="distance-model">{t.distance}</label>
            <select id="distance-model" data-field="distance" value={draft.distance} onChange={(event) => state.change({ distance: event.currentTarget.value as DistanceModel })}>
              {(['walking', 'geodesic', 'manhattan'] as const).map((model) => <option key={model} value={model}>{t.distances[model]}</option>)}
            </select>
            {faultAt('distance') && <p class="hint hint-bad">{faultAt('distance')}</p>}
          </div>
          <NumberField id="seconds" label={t.timeLimit} value={draft.seconds} step={1} onChange={(seconds) => seconds >= 1 && seconds <= 3600 && state.change({ seconds })} />
          <NumberField id="seed" label={t.seed} value={draft.seed} step={1} onChange={(seed) => Number.isInteger(seed) && seed >= 0 && state.change({ seed })} />
          <NumberField id="gap" label={t.gapStop} value={draft.gap} step={0.1} fault={faultAt('gap')} onChange={(gap) => state.change({ gap })} />
        </div>
        <label class="check">
          <input type="checkbox" checked={draft.certificate} onChange={() => state.change({ certificate: !draft.certificate })} />
          {t.certificate}
        </label>
      </details>
      {(draft.required.length > 0 || draft.forbidden.length > 0) && (
        <p class="own-line">
          {t.lockedCount(draft.required.length, draft.forbidden.length)}
          <button type="button" class="text-button" onClick={() => state.change({ required: [], forbidden: [], moved: {} })}>{t.clear}</button>
        </p>
      )}
    </Section>
  );
}
