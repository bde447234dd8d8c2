import { batch, computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { cellOf, matchedWith, rowsOf, type SheetRow } from '../../../domain/hours-table.ts';
import { parseHours, statusAt, tianjinDate } from '../../../domain/hours.ts';
import { HttpError } from '../../../kit/http/http.ts';
import { Empty, Section } from '../../../kit/parts.tsx';
import { Trouble, Waiting } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** The opening hours of all night streets in one table, for content editors. */

const layer = 'night_streets';
type Street = GeoJSON.Feature<GeoJSON.Geometry | null>;

const streets = signal<readonly Street[]>([]);
const load = signal<state.Load>('loading');
const trouble = signal('');
/** What was typed, by id; what is as it was is not here. */
const typed = signal<Readonly<Record<string, string>>>({});
const checkedBy = signal('');
const checkedOn = signal('');
const sought = signal('');
const pasted = signal('');
const pasteSays = signal('');
const busy = signal(false);

const text = (street: Street, name: string): string => {
  const value = street.properties?.[name];
  return typeof value === 'string' ? value : '';
};
const idOf = (street: Street): string => String(street.properties?.['id'] ?? street.id);
const storedOf = (street: Street): string => text(street, 'hours_osm');
const nameOf = (street: Street): string => text(street, state.lang.value === 'zh' ? 'name_zh' : 'name_en') || text(street, 'name_zh') || idOf(street);

const changed = computed(() => streets.value.filter((street) => idOf(street) in typed.value && cellOf(typed.value[idOf(street)]!).hours !== storedOf(street)));
const faulty = computed(() => changed.value.filter((street) => cellOf(typed.value[idOf(street)]!).fault !== null));

function type(id: string, written: string | null): void {
  const { [id]: _, ...others } = typed.peek();
  typed.value = written === null ? others : { ...others, [id]: written };
}

async function refresh(): Promise<void> {
  if (streets.peek().length === 0) load.value = 'loading';
  try {
    const all = await state.api.records(layer);
    batch(() => {
      streets.value = [...all].sort((a, b) => idOf(a).localeCompare(idOf(b)));
      load.value = 'ready';
    });
  } catch (error) {
    trouble.value = state.explain(error);
    load.value = 'failed';
  }
}

function take(): void {
  const t = state.words.peek();
  const named = streets.peek().map((street) => ({ id: idOf(street), names: [text(street, 'name_zh'), text(street, 'name_en')].filter((name) => name !== '') }));
  const { found, unknown, doubtful } = matchedWith(rowsOf(pasted.peek()), named);
  const list = (rows: readonly SheetRow[]): string => rows.slice(0, 8).map(({ line, name }) => t.pasteLine(line, name)).join(t.comma) + (rows.length > 8 ? '…' : '');
  batch(() => {
    typed.value = { ...typed.peek(), ...Object.fromEntries(found) };
    pasteSays.value = [t.pasteFound(found.size), ...(unknown.length > 0 ? [t.pasteUnknown(list(unknown))] : []), ...(doubtful.length > 0 ? [t.pasteDoubtful(list(doubtful))] : [])].join(' ');
    if (found.size > 0) pasted.value = '';
  });
}

/** Each record as it is now: what another changed since the table was read is not overwritten. */
async function send(): Promise<void> {
  const t = state.words.peek();
  const now = await Promise.all(changed.peek().map(async (street) => ({ street, read: await state.api.record(layer, idOf(street)) })));
  const stale = now.filter(({ street, read }) => read === null || text(read.value, 'hours_osm') !== storedOf(street));
  if (stale.length > 0) {
    await refresh();
    return state.tell(t.hoursStale(stale.map(({ street }) => nameOf(street)).join(t.comma)));
  }
  const actions = now.map(({ street, read }) => {
    const { hours } = cellOf(typed.peek()[idOf(street)]!);
    const said = { hours_checked_by: checkedBy.peek().trim(), hours_checked_on: checkedOn.peek() };
    const set = hours === '' ? { hours_status: 'unknown', ...said } : { hours_osm: hours, hours_status: 'known', hours_reliability: 'checked', ...said };
    return {
      action: 'update' as const, collection: layer, filter: `id = '${idOf(street).replaceAll("'", "''")}'`, if_match: read!.etag,
      properties: { modify: Object.entries(set).map(([name, value]) => ({ name, value })), ...(hours === '' && { delete: ['hours_osm', 'hours_reliability'] }) },
    };
  });
  await state.api.transact(actions, t.hoursChangedOnly(actions.length), crypto.randomUUID());
  typed.value = {};
  await Promise.all([refresh(), state.loadReleases()]);
  state.tell(state.releases.peek().some(({ withdrawn }) => !withdrawn) ? t.hoursSavedLater(actions.length) : t.hoursSaved(actions.length));
}

async function save(event: Event): Promise<void> {
  event.preventDefault();
  const t = state.words.peek();
  if (busy.peek() || changed.peek().length === 0) return;
  if (faulty.peek().length > 0) {
    document.querySelector<HTMLElement>(`[data-hours="${CSS.escape(idOf(faulty.peek()[0]!))}"]`)?.focus();
    return state.tell(t.hoursFaulty);
  }
  if (checkedBy.peek().trim() === '' || checkedOn.peek() === '') {
    document.querySelector<HTMLElement>(checkedBy.peek().trim() === '' ? '#checked-by' : '#checked-on')?.focus();
    return state.tell(t.hoursWho);
  }
  busy.value = true;
  try {
    await send();
  } catch (error) {
    if (error instanceof HttpError && error.status === 412) {
      await refresh();
      state.tell(t.hoursStale(''));
    } else state.failed(error);
  } finally {
    busy.value = false;
  }
}

export function HoursPage() {
  const t = state.words.value;
  useEffect(() => {
    batch(() => {
      if (checkedBy.peek() === '') checkedBy.value = state.who.peek()?.display ?? state.who.peek()?.name ?? '';
      if (checkedOn.peek() === '') checkedOn.value = tianjinDate(new Date());
    });
    void refresh();
    const guard = (event: BeforeUnloadEvent) => {
      if (changed.peek().length > 0) event.preventDefault();
    };
    addEventListener('beforeunload', guard);
    return () => removeEventListener('beforeunload', guard);
  }, []);
  if (load.value === 'loading') return <Waiting />;
  if (load.value === 'failed') return <Trouble text={trouble.value} onRetry={() => void refresh()} />;
  if (streets.value.length === 0) return <Empty title={t.noHoursRecords} />;
  const wanted = sought.value.trim().toLowerCase();
  const shown = streets.value.filter((street) => wanted === '' || `${text(street, 'name_zh')} ${text(street, 'name_en')} ${text(street, 'pinyin')} ${text(street, 'initials')} ${text(street, 'district')} ${idOf(street)}`.toLowerCase().includes(wanted));
  return (
    <form class="tab-body hours-table" onSubmit={(event) => void save(event)}>
      <p class="muted">{t.hoursLead}</p>
      <div class="hours-head">
        <div class="field"><label for="checked-by">{t.checkedBy}</label><input id="checked-by" type="text" maxLength={120} value={checkedBy.value} onInput={(event) => (checkedBy.value = event.currentTarget.value)} /></div>
        <div class="field"><label for="checked-on">{t.checkedOn}</label><input id="checked-on" type="date" value={checkedOn.value} max={tianjinDate(new Date())} onInput={(event) => (checkedOn.value = event.currentTarget.value)} /></div>
      </div>
      <Section title={t.pasteTitle} id="paste" open={false}>
        <div class="field">
          <label for="paste">{t.sheetHint}</label>
          <textarea id="paste" class="text-input" rows={4} value={pasted.value} onInput={(event) => (pasted.value = event.currentTarget.value)} />
        </div>
        <button type="button" class="button-quiet" data-action="take" disabled={pasted.value.trim() === ''} onClick={take}>{t.pasteTake}</button>
        <p class="hint" role="status">{pasteSays.value}</p>
      </Section>
      <div class="field"><label for="hours-search" class="sr-only">{t.hoursSearch}</label><input id="hours-search" type="search" placeholder={t.hoursSearch} value={sought.value} onInput={(event) => (sought.value = event.currentTarget.value)} /></div>
      <ul class="rows">{shown.map((street) => <HoursRow key={idOf(street)} street={street} />)}</ul>
      <div class="hours-bar">
        <span class="muted">{t.hoursChangedOnly(changed.value.length)}</span>
        <button type="submit" class="button" data-action="save-hours" disabled={busy.value || changed.value.length === 0}>{t.hoursSave(changed.value.length)}</button>
      </div>
    </form>
  );
}

function HoursRow({ street }: { street: Street }) {
  const t = state.words.value;
  const id = idOf(street);
  const stored = storedOf(street);
  const written = typed.value[id] ?? stored;
  const { hours, fault } = cellOf(written);
  const differs = hours !== stored;
  const status = fault ? null : statusAt(hours === '' ? null : parseHours(hours), new Date());
  const checked = text(street, 'hours_checked_by');
  return (
    <li class="hours-row" data-changed={differs}>
      <label for={`hours-${id}`}><strong>{nameOf(street)}</strong> <span class="muted">{text(street, 'district')} <code>{id}</code></span></label>
      <span class="hours-cell">
        <input
          id={`hours-${id}`} data-hours={id} type="text" spellcheck={false} autocomplete="off" maxLength={255} placeholder={t.hoursUnknown} value={written}
          aria-invalid={fault !== null} aria-describedby={`hours-${id}-says`} onInput={(event) => type(id, event.currentTarget.value)}
        />
        {id in typed.value && <button type="button" class="text-button" onClick={() => type(id, null)}>{t.hoursUndo}</button>}
      </span>
      <span id={`hours-${id}-says`} class={fault ? 'hint hint-bad' : 'hint'}>
        {fault ? t.hoursFault(fault.at, fault.found, fault.expected) : (
          <>
            {hours !== '' && hours !== written.trim() && `${t.hoursReadAs(hours)} · `}
            {hours === '' ? t.hoursUnknown : t.hoursNow[status!.state]}
            {!differs && checked !== '' && ` · ${checked} ${text(street, 'hours_checked_on')}`}
          </>
        )}
      </span>
    </li>
  );
}
