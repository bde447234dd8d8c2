import { existingAre, existingSize, equityOn, floorOf, groupsOf, mostSizes, sizesOn } from '../../../domain/siting/extras.ts';
import { budgetSays, frontOf, moneyFields, takes, valueOf } from '../../../domain/siting/problems.ts';
import type { LockerSize } from '../../../domain/siting/types.ts';
import { TableField } from './goal.tsx';
import { faultAt, grouped, percent, Refused } from '../desk/parts.tsx';
import { NumberField, Radios, Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';

/** What a plan must keep to beyond its goal: folded away until it is wanted. */
export function Extras() {
  const { kind } = state.draft.value;
  return (
    <>
      {takes(kind, 'sizes') && <Sizes />}
      {takes(kind, 'equity') && <Equity />}
      {takes(kind, 'front') && <FrontChoice />}
    </>
  );
}

function Sizes() {
  const t = state.words.value;
  const draft = state.draft.value;
  const { sizes } = draft;
  const on = sizesOn(draft);
  const budget = valueOf(moneyFields(draft.kind)[1]!, draft.values);
  const title = [t.sizesTitle, on && sizes.list.map(({ id }) => id).join('/'), budget !== null && `${grouped(budget, 2)} ${t.money}`].filter(Boolean).join(' · ');
  return (
    <Section title={title} id="sizes" open={on || budget !== null}>
      <label class="check">
        <input type="checkbox" data-switch="sizes" checked={sizes.on} onChange={() => state.part('sizes', { on: !sizes.on })} />
        {t.sizesUse}
      </label>
      {on && <SizeList />}
      <div class="fields">
        {moneyFields(draft.kind).map((field) => <TableField key={field.id} field={field} />)}
      </div>
      {budget !== null && frontOf(draft) !== 'cost' && (
        <label class="check">
          <input type="checkbox" data-switch="budget-decides" checked={budgetSays(draft)} onChange={() => state.change({ budgetDecides: !draft.budgetDecides })} />
          {t.budgetDecides}
        </label>
      )}
      <p class="hint">{t.costsNote}</p>
      <Refused at="sizes" />
    </Section>
  );
}

function SizeList() {
  const t = state.words.value;
  const draft = state.draft.value;
  const { sizes } = draft;
  const set = (k: number, some: Partial<LockerSize>) => state.part('sizes', { list: sizes.list.map((it, at) => (at === k ? { ...it, ...some } : it)), ...(some.id !== undefined && sizes.existing === sizes.list[k]!.id && { existing: some.id }) });
  const people = state.problem.value.demand.reduce((sum, { weight }) => sum + weight, 0);
  const number = (text: string): number => (text === '' ? NaN : Number(text));
  const cell = (k: number, size: LockerSize, key: 'capacity' | 'cost', label: string) => (
    <input
      type="number" inputMode="decimal" min={0} step="any" data-field={`size-${k}-${key}`} aria-label={t.sizeOf(label, size.id)} aria-invalid={faultAt(`size-${k}-${key}`) !== undefined}
      value={Number.isFinite(size[key]) ? size[key] : ''} onInput={(event) => set(k, { [key]: number(event.currentTarget.value) })}
    />
  );
  const faults = sizes.list.flatMap(({ id }, k) => (['id', 'capacity', 'cost'] as const).flatMap((key) => { const text = faultAt(`size-${k}-${key}`); return text === undefined ? [] : [`${id || k + 1}：${text}`]; }));
  return (
    <>
      <div class="size-rows" role="group" aria-label={t.sizesTitle}>
        <div class="size-row muted small" aria-hidden="true"><span>{t.sizeName}</span><span>{t.sizeCapacity}</span><span>{t.sizeCost}</span><span /></div>
        {sizes.list.map((size, k) => (
          <div class="size-row" key={k}>
            <input type="text" maxLength={20} data-field={`size-${k}-id`} aria-label={`${t.sizeName} ${k + 1}`} aria-invalid={faultAt(`size-${k}-id`) !== undefined} value={size.id} onInput={(event) => set(k, { id: event.currentTarget.value })} />
            {cell(k, size, 'capacity', t.sizeCapacity)}
            {cell(k, size, 'cost', t.sizeCost)}
            <button type="button" class="icon-button" aria-label={t.sizeRemove(size.id)} title={t.sizeRemove(size.id)} disabled={sizes.list.length === 1} onClick={() => state.part('sizes', { list: sizes.list.filter((_, at) => at !== k) })}>✕</button>
          </div>
        ))}
      </div>
      {faults.length > 0 && <ul class="hint hint-bad">{faults.map((text) => <li key={text}>{text}</li>)}</ul>}
      {sizes.list.length < mostSizes && (
        <div class="buttons">
          <button type="button" class="button-quiet" onClick={() => { const last = sizes.list[sizes.list.length - 1]!; state.part('sizes', { list: [...sizes.list, { id: `${t.sizeNew}${sizes.list.length + 1}`, capacity: last.capacity, cost: last.cost }] }); }}>{t.sizeAdd}</button>
        </div>
      )}
      <div class="fields">
        <NumberField id="load" label={t.load} hint={t.loadHint(grouped((people * sizes.load) / 1000))} value={sizes.load} fault={faultAt('load')} onChange={(load) => state.part('sizes', { load })} />
        {existingAre(draft) === 'ours' && (state.problem.value.existing?.length ?? 0) > 0 && (
          <div class="field">
            <label for="existing-size">{t.existingSize}</label>
            <select id="existing-size" data-field="existing_size" value={existingSize(draft)} onChange={(event) => state.part('sizes', { existing: event.currentTarget.value })}>
              {sizes.list.map(({ id }, k) => <option key={k} value={id}>{id}</option>)}
            </select>
            {faultAt('existing_size') && <p class="hint hint-bad">{faultAt('existing_size')}</p>}
          </div>
        )}
      </div>
      <label class="check">
        <input type="checkbox" data-switch="single" checked={sizes.single} onChange={() => state.part('sizes', { single: !sizes.single })} />
        {t.singleSource}
      </label>
      <p class="hint">{t.sizesHint}</p>
    </>
  );
}

function Equity() {
  const t = state.words.value;
  const draft = state.draft.value;
  const { equity } = draft;
  const on = equityOn(draft);
  const groups = on ? [...groupsOf(draft, state.demand.value, state.city.value).keys()] : [];
  const name = (group: string) => (equity.by === 'district' ? state.districtName.value(group) : group);
  const setOwn = (group: string, share: number | null) => {
    const { [group]: _, ...others } = equity.own;
    state.part('equity', { own: share === null ? others : { ...others, [group]: share } });
  };
  return (
    <Section title={[t.equityTitle, on && Number.isFinite(equity.share) && `≥ ${percent(equity.share / 100, 0)}`].filter(Boolean).join(' · ')} id="equity" open={on}>
      <label class="check">
        <input type="checkbox" data-switch="equity" checked={equity.on} onChange={() => state.part('equity', { on: !equity.on })} />
        {t.equityUse}
      </label>
      {on && (
        <>
          <Radios label={t.equityTitle} value={equity.by} options={[['district', t.equityBy.district], ['group', t.equityBy.group]]} onChange={(by) => state.part('equity', { by, own: {} })} />
          {equity.by === 'group' && groups.length === 0 && <p class="hint">{t.equityGroupHint}</p>}
          <NumberField id="equity" label={t.equityShare} unit="%" value={equity.share} fault={faultAt('equity')} onChange={(share) => state.part('equity', { share })} />
          {groups.length > 0 && (
            <details class="inner" open={Object.keys(equity.own).length > 0}>
              <summary>{t.equityOwn(groups.length)}</summary>
              <ul class="kinds">
                {groups.map((group) => (
                  <li key={group}>
                    <span>{name(group)}</span>
                    <span class="field-input">
                      <input
                        type="number" inputMode="decimal" min={0} max={100} step="any" data-field={`equity-${group}`} aria-label={t.equityOf(name(group))} aria-invalid={faultAt(`equity-${group}`) !== undefined}
                        value={Number.isFinite(floorOf(draft, group)) ? floorOf(draft, group) : ''} onInput={(event) => setOwn(group, event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
                      />
                      <span class="muted percent">%</span>
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Section>
  );
}

function FrontChoice() {
  const t = state.words.value;
  const draft = state.draft.value;
  const which = draft.kind === 'mclp' ? 'cost' : 'worst_walk';
  const barred = which === 'worst_walk' && sizesOn(draft);
  return (
    <Section title={t.frontTitle} id="front" open={draft.front && !barred}>
      <label class="check">
        <input type="checkbox" data-switch="front" disabled={barred} checked={draft.front && !barred} onChange={() => state.change({ front: !draft.front })} />
        {t.frontUse[which]}
      </label>
      <p class="hint">{barred ? t.frontNoSizes : t.frontHints[which]}</p>
      <Refused at="front" />
    </Section>
  );
}
