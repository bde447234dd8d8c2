import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** Small parts that panels are made of. */

export function Section({ title, children, id, open = true }: { title: string; children: ComponentChildren; id?: string; open?: boolean }) {
  return (
    <details class="section" open={open} data-section={id}>
      <summary><h2>{title}</h2></summary>
      <div class="section-body">{children}</div>
    </details>
  );
}

export function Radios<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void }) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend class="sr-only">{label}</legend>
      {options.map(([option, words]) => (
        <label key={option} class="radio">
          <input type="radio" name={name} value={option} checked={value === option} onChange={() => onChange(option)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function NumberField({ label, hint, value, unit, fault, onChange, step, id, disabled, named = false }: { label: string; hint?: string | undefined; value: number; unit?: string; fault?: string | undefined; onChange: (value: number) => void; step?: number; id: string; disabled?: boolean; named?: boolean }) {
  const key = useId();
  return (
    <div class="field">
      <label for={key} class={named ? 'sr-only' : ''}>{label}</label>
      <span class="field-input">
        <input
          id={key} data-field={id} type="number" inputMode="decimal" step={step ?? 'any'} value={Number.isFinite(value) ? value : ''} disabled={disabled}
          aria-invalid={fault !== undefined} aria-describedby={hint || fault ? `${key}-hint` : undefined}
          onInput={(event) => onChange(event.currentTarget.value === '' ? NaN : Number(event.currentTarget.value))}
        />
        {unit && <span class="muted">{unit}</span>}
      </span>
      {(hint || fault) && <p class={fault ? 'hint hint-bad' : 'hint'} id={`${key}-hint`}>{fault ?? hint}</p>}
    </div>
  );
}

export function Empty({ title, hint, action }: { title: string; hint?: string; action?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {hint && <p class="muted">{hint}</p>}
      {action}
    </div>
  );
}
