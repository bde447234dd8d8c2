import { useEffect, useState } from 'preact/hooks';
import { loadsOf } from '../../../domain/siting/plan.ts';
import { problemOf } from '../../../domain/siting/problems.ts';
import type { LonLat } from '../../../domain/types.ts';
import { Icon } from '../desk/icons.tsx';
import { grouped, metres, More, objectiveWords } from '../desk/parts.tsx';
import { Section } from '../../../kit/parts.tsx';
import { numbersOf, placesOf } from '../stage/scene.ts';
import * as solving from '../solving/solving.ts';
import * as state from '../desk/state.ts';

const most = 500;
const fold = 20; // more sites than that are folded to half as many
const nudge = 25; // metres

interface Served {
  points: number;
  people: number;
  metres: number;
}

/** Whom each site serves as things stand now, a change by hand included. */
function served(): Map<string, Served> {
  const asked = solving.problem.value!;
  const assignment = solving.edited.value?.assignment ?? solving.solution.value?.assignment ?? [];
  const walks = solving.walksNow.value;
  const result = new Map<string, Served>();
  asked.demand.forEach(({ weight }, index) => {
    const site = assignment[index];
    if (!site) return;
    const sum = result.get(site) ?? { points: 0, people: 0, metres: 0 };
    result.set(site, { points: sum.points + 1, people: sum.people + weight, metres: sum.metres + weight * (walks[index] ?? 0) });
  });
  return result;
}

export function Sites() {
  const t = state.words.value;
  const asked = solving.problem.value!;
  const open = solving.openNow.value;
  const numbers = numbersOf(asked, open);
  const sums = served();
  const loads = solving.edit.value === null && solving.solution.value ? loadsOf(asked, solving.solution.value) : new Map<string, { size: string; used: number; room: number }>();
  const details = new Map(solving.solution.value?.site_details?.map((detail) => [detail.id, detail]) ?? []);
  const canEdit = solving.job.value !== null && !solving.running.value;
  const [moving, setMoving] = useState<string | null>(null);
  const moved = solving.edit.value?.moved ?? {};
  const places = placesOf(asked, moved);
  const list = [...open].sort((a, b) => (numbers.get(a) ?? 1e9) - (numbers.get(b) ?? 1e9));
  const chosen = state.selected.value;
  const [all, setAll] = useState(false);
  useEffect(() => void solving.loadAddresses([...places].filter(([id]) => open.includes(id)).map(([, at]) => at)), [open, moved]);
  const few = list.length <= fold ? list.length : all ? most : fold / 2;
  const shown = [...list.slice(0, few), ...list.slice(few).filter((id) => id === chosen)];

  const onKey = (event: KeyboardEvent, id: string) => {
    if (moving !== id) return;
    const at = placesOf(asked, moved).get(id)!;
    const step = nudge / 111_195;
    const by: Record<string, readonly [number, number]> = { ArrowUp: [0, step], ArrowDown: [0, -step], ArrowLeft: [-step / Math.cos((at[1] * Math.PI) / 180), 0], ArrowRight: [step / Math.cos((at[1] * Math.PI) / 180), 0] };
    const delta = by[event.key];
    if (delta) {
      event.preventDefault();
      solving.moveSite(id, [at[0] + delta[0], at[1] + delta[1]]);
    } else if (event.key === 'Enter' || event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'Escape') solving.alter((now) => ({ ...now, moved: Object.fromEntries(Object.entries(now.moved).filter(([it]) => it !== id)) }));
      setMoving(null);
    }
  };

  return (
    <Section title={`${t.sites} · ${t.sitesCount(numbers.size, open.length - numbers.size)}`} id="sites">
      {canEdit && <AddSite />}
      <ul class="sites">
        {shown.map((id) => {
          const number = numbers.get(id);
          const name = places.has(id) ? solving.siteName(id, places.get(id)!) : state.nameOf(id);
          const label = number === undefined ? name : `${number} ${name}`;
          const sum = sums.get(id);
          const loss = details.get(id)?.loss_if_closed;
          const other = details.get(id)?.next_best;
          const locked = solving.locked.value.has(id);
          return (
            <li key={id} data-id={id} class={id === chosen ? 'chosen' : ''}>
              <button type="button" class="site" aria-pressed={id === chosen} onClick={() => pick(id)}>
                <span class={`sign ${number === undefined ? 'sign-existing' : locked ? 'sign-locked' : 'sign-new'}`} aria-hidden="true">{number ?? ''}</span>
                <span class="site-text">
                  <span class="site-name">{name}{number === undefined && <span class="tag">{t.rules['existing']}</span>}{moved[id] && <span class="tag">{t.movedSite}</span>}{locked && <span class="tag">{t.locked}</span>}{loads.has(id) && <span class="tag">{loads.get(id)!.size}</span>}</span>
                  {places.has(id) && whereWords(id, places.get(id)!, name) !== '' && <span class="muted site-facts" data-address>{whereWords(id, places.get(id)!, name)}</span>}
                  {places.has(id) && <span class="muted site-facts site-at">{places.get(id)!.map((it) => it.toFixed(5)).join(', ')}</span>}
                  {loads.has(id) && <span class="muted site-facts">{t.compartments(grouped(loads.get(id)!.used, 1), grouped(loads.get(id)!.room))}</span>}
                  {asked.demand.length > 0 && <span class="muted site-facts">{t.serves(grouped(sum?.people ?? 0), metres(sum && sum.people > 0 ? sum.metres / sum.people : null))}</span>}
                  {solving.edit.value === null && details.has(id) && number !== undefined && tellsLoss(asked.kind, loads.size > 0) && (
                    <span class="muted site-facts">{lossWords(asked.kind, loss)}</span>
                  )}
                  {solving.edit.value === null && other !== undefined && (
                    <span class="muted site-facts">{t.nextBest(state.nameOf(other.id), `${problemOf(asked.kind).better === 'less' ? '+' : '−'}${objectiveWords(asked.kind, other.loss)}`)}</span>
                  )}
                </span>
              </button>
              {canEdit && number !== undefined && (
                <span class="site-actions">
                  <button type="button" class="icon-button" aria-pressed={locked} aria-label={locked ? t.unlock(label) : t.lock(label)} title={locked ? t.unlock(label) : t.lock(label)} onClick={() => solving.toggleLock(id)}><Icon name={locked ? 'lock' : 'unlock'} size={17} /></button>
                  <button type="button" class="icon-button" aria-pressed={moving === id} aria-label={t.moveSite(label)} title={t.moveSite(label)} onClick={() => { setMoving(moving === id ? null : id); pick(id); }} onKeyDown={(event) => onKey(event, id)} onBlur={() => setMoving(null)}><Icon name="move" size={17} /></button>
                  <button type="button" class="icon-button" aria-label={t.removeSite(label)} title={t.removeSite(label)} onClick={() => takeAway(id)}><Icon name="close" size={17} /></button>
                </span>
              )}
              {moving === id && <p class="hint moving" role="status">{t.moving}</p>}
            </li>
          );
        })}
      </ul>
      <More count={list.length} shown={fold} all={all} onToggle={() => setAll(!all)} />
      {all && shown.length < list.length && <p class="hint">{t.unservedMore(list.length - shown.length)}</p>}
    </Section>
  );
}

/** What the name does not tell already: its street and neighbour, or what it is. */
function whereWords(id: string, at: LonLat, name: string): string {
  const { street, near } = solving.addressOf(at);
  return name === state.nameOf(id) ? [street, near].filter(Boolean).join(state.words.value.clause) : state.nameOf(id);
}

/** The button goes with its row, so the focus is given to what brings the site back. */
function takeAway(id: string): void {
  solving.removeSite(id);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#add-site')?.focus({ preventScroll: true }));
}

/** Where the server says what a site is worth. */
const tellsLoss = (kind: string, sized: boolean): boolean => !sized && kind !== 'p_center' && kind !== 'p_dispersion' && kind !== 'market_share';

/** Of covering problems what is lost is people covered, whatever their objective counts. */
function lossWords(kind: string, loss: number | null | undefined): string {
  const t = state.words.value;
  const { goal, better } = problemOf(kind);
  if (loss === undefined || loss === null) return t.lossAll;
  if (goal === 'sites') return t.lossLess(`${grouped(loss)} ${t.people}`);
  return better === 'less' ? t.loss(objectiveWords(kind, loss)) : t.lossLess(objectiveWords(kind, loss));
}

function pick(id: string): void {
  state.selected.value = id;
  const at = placesOf(solving.problem.peek()!, solving.edit.peek()?.moved ?? {}).get(id);
  if (at) state.wish.value = { kind: 'point', at };
}

/** The keyboard's way to what a click on a hollow candidate does. */
function AddSite() {
  const t = state.words.value;
  const [query, setQuery] = useState('');
  const asked = solving.problem.value!;
  const open = new Set(solving.openNow.value);
  const chosen = state.selected.value;
  const free = asked.candidates.filter(({ id }) => !open.has(id));
  const wanted = query.trim().toLowerCase();
  const hits = wanted === '' ? [] : free.filter(({ id }) => `${state.nameOf(id)} ${id}`.toLowerCase().includes(wanted)).slice(0, 8);
  const picked = chosen !== null && free.some(({ id }) => id === chosen) && !hits.some(({ id }) => id === chosen) ? chosen : null;
  const ids = [...(picked ? [picked] : []), ...hits.map(({ id }) => id)];
  return (
    <div class="add">
      <label class="sr-only" for="add-site">{t.addSite}</label>
      <input id="add-site" type="search" class="text-input" placeholder={`${t.addSite}：${t.addHint}`} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      {ids.length > 0 && (
        <ul class="add-list">
          {ids.map((id) => (
            <li key={id} data-id={id}>
              <span>{state.nameOf(id)}</span>
              <button type="button" class="button-quiet" data-action="add" aria-label={`${t.add} ${state.nameOf(id)}`} onClick={() => { solving.addSite(id); setQuery(''); state.selected.value = id; }}>{t.add}</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
