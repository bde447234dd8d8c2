import { signal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { byDistrict, compare, standardOf, summaryOf, type Plan, type Summary } from '../../../domain/siting/plan.ts';
import { comparedGeoJson, comparedSites, csvOf } from '../../../domain/siting/export.ts';
import { missing } from '../desk/caveats.tsx';
import { grouped, metres, objectiveWords, percent } from '../desk/parts.tsx';
import { Empty, Radios, Section } from '../../../kit/parts.tsx';
import * as solving from '../solving/solving.ts';
import { mapPictures } from '../stage/stage.tsx';
import * as state from '../desk/state.ts';
import { handOut } from './hand-out.ts';
import { Survivors } from './survivors.tsx';

/** The two maps as they are printed. */
const pictures = signal<readonly string[]>([]);

/** Paper is white: it is printed by day; and nothing can be unfolded on it. Some browsers come back from `print` before they have. */
async function printCompared(): Promise<void> {
  const theme = state.theme.peek();
  const folded = [...document.querySelectorAll<HTMLDetailsElement>('.panel details:not([open])')];
  state.theme.value = 'day';
  folded.forEach((it) => (it.open = true));
  addEventListener(
    'afterprint',
    () => {
      state.theme.value = theme;
      folded.forEach((it) => (it.open = false));
    },
    { once: true },
  );
  pictures.value = await mapPictures();
  await Promise.all([...document.querySelectorAll<HTMLImageElement>('.pictures img')].map((image) => image.decode().catch(() => {})));
  print();
}

/** Two plans side by side: maps on the stage, numbers here. Both are measured by the same standard. */
export function CompareTab() {
  const t = state.words.value;
  const plans = solving.plans.value;
  const saved = state.scenarios.value.filter(({ id, version }) => !plans.has(solving.scenarioKey(id, version)));
  const a = plans.get(solving.slotA.value ?? '');
  const b = plans.get(solving.slotB.value ?? '');
  useEffect(() => {
    if (!a || !b) return undefined;
    const timer = setTimeout(solving.fitCompared, 150); // when the maps have the size of two
    return () => clearTimeout(timer);
  }, [a, b]);
  if (plans.size + saved.length < 2) return <Empty title={t.compareNone} hint={t.compareNoneHint} action={<button type="button" class="button" onClick={() => state.goTo('set')}>{t.goSet}</button>} />;
  const mode = solving.compareMode.value;
  return (
    <div class="tab-body">
      <Radios label={t.compareModes.label} value={mode} options={[['two', t.compareModes.two], ['all', t.compareModes.all]]} onChange={(next) => (solving.compareMode.value = next)} />
      {mode === 'all' ? (
        <Survivors />
      ) : (
        <>
          <div class="slots">
            <Slot label={t.planA} slot={solving.slotA} />
            <Slot label={t.planB} slot={solving.slotB} />
          </div>
          {a && b ? <Table a={a} b={b} /> : <p class="muted">{t.compareNoneHint}</p>}
        </>
      )}
    </div>
  );
}

function Slot({ label, slot }: { label: string; slot: Signal<string | null> }) {
  const t = state.words.value;
  const plans = solving.plans.value;
  const saved = state.scenarios.value.filter(({ id, version }) => !plans.has(solving.scenarioKey(id, version)));
  const choose = (key: string) => {
    const found = saved.find(({ id, version }) => solving.scenarioKey(id, version) === key);
    if (found) void solving.loadPlan(found.id, found.version, slot);
    else slot.value = key === '' ? null : key;
  };
  return (
    <label class="slot">
      <span class="muted">{label}</span>
      <select value={slot.value ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t.choose}</option>
        {[...plans].map(([key, plan]) => <option key={key} value={key}>{plan.title}</option>)}
        {saved.map(({ id, version, title }) => <option key={`${id}@${version}`} value={solving.scenarioKey(id, version)}>{title} · {t.version(version)}</option>)}
      </select>
    </label>
  );
}

function Table({ a, b }: { a: Plan; b: Plan }) {
  const t = state.words.value;
  const standard = standardOf(a.problem);
  const [left, right] = [summaryOf(a.problem, a.walks, standard), summaryOf(b.problem, b.walks, standard)];
  const share = (s: Summary): number | null => (s.total > 0 ? (s.covered ?? 0) / s.total : null);
  const signed = (value: number, words: (size: number) => string) => (Math.abs(value) < 1e-9 ? '0' : `${value > 0 ? '+' : '−'}${words(Math.abs(value))}`);
  const rows: [string, string, string, string][] = [
    [t.sites, grouped(a.solution.sites), grouped(b.solution.sites), signed(b.solution.sites - a.solution.sites, grouped)],
    ...([[t.mean, (s: Summary) => s.mean], [t.p90, (s: Summary) => s.p90], [t.worst, (s: Summary) => s.worst]] as const).map(([label, of]): [string, string, string, string] => {
      const [x, y] = [of(left), of(right)];
      return [label, metres(x), metres(y), x === null || y === null ? '–' : signed(y - x, metres)];
    }),
    [t.within(metres(standard)), percent(share(left) ?? 0), percent(share(right) ?? 0), signed((share(right) ?? 0) - (share(left) ?? 0), (it) => percent(it))],
    [t.unserved, grouped(left.total - left.served), grouped(right.total - right.served), signed(right.total - right.served - left.total + left.served, grouped)],
  ];
  if (a.solution.cost !== undefined || b.solution.cost !== undefined) {
    const money = (value: number): string => `${grouped(value, 2)} ${t.money}`;
    const [x, y] = [a.solution.cost, b.solution.cost];
    rows.push([t.cost, x === undefined ? '–' : money(x), y === undefined ? '–' : money(y), x === undefined || y === undefined ? '–' : signed(y - x, money)]);
  }
  if (a.problem.kind === b.problem.kind)
    rows.push([t.best, objectiveWords(a.problem.kind, a.solution.objective), objectiveWords(b.problem.kind, b.solution.objective), a.solution.objective === null || b.solution.objective === null ? '–' : signed(b.solution.objective - a.solution.objective, (it) => objectiveWords(a.problem.kind, it))]);
  const sites = comparedSites(a, b);
  useEffect(() => void solving.loadAddresses(sites.map(({ lon, lat }) => [lon, lat] as const)), [a, b]);
  const places = new Map(sites.map(({ id, lon, lat }) => [id, [lon, lat] as const]));
  const nameOf = (id: string): string => (places.has(id) ? solving.siteName(id, places.get(id)!) : state.nameOf(id));
  const shared = compare(a, b);
  const district = state.districtOf;
  const inB = new Map(byDistrict(b.problem, b.walks, standard, district).map((row) => [row.district, row]));
  const list = (title: string, ids: readonly string[]) => (
    <details class="inner">
      <summary>{title} · {ids.length}</summary>
      <ul class="plain">{ids.slice(0, 200).map((id) => <li key={id}>{nameOf(id)}</li>)}</ul>
    </details>
  );
  const heads = [t.measure, t.planA, t.planB, t.difference];
  const names = { both: t.sitesBoth, a: t.sitesOnlyA, b: t.sitesOnlyB };
  const table = (): string =>
    csvOf([
      heads, ['', a.title, b.title, ''], ...rows, [],
      [t.sites, t.coordinates, '', ''],
      ...sites.map(({ id, lon, lat, side }) => [nameOf(id), lon.toFixed(6), lat.toFixed(6), names[side]]),
    ]);
  const [pictureA, pictureB] = pictures.value;
  return (
    <>
      <div class="actions" role="toolbar" aria-label={t.actions}>
        <button type="button" class="button-quiet" data-action="print-compared" onClick={() => void printCompared()}>{t.print}</button>
        <button type="button" class="button-quiet" data-action="compared-csv" onClick={() => handOut('compared.csv', 'text/csv', table())}>CSV</button>
        <button type="button" class="button-quiet" data-action="compared-geojson" onClick={() => handOut('compared.geojson', 'application/geo+json', JSON.stringify(comparedGeoJson(a, b, nameOf)))}>GeoJSON</button>
      </div>
      {pictureA && pictureB && (
        <div class="pictures">
          <figure><img src={pictureA} alt={t.mapLabelA} /><figcaption>{t.planA}：{a.title}</figcaption></figure>
          <figure><img src={pictureB} alt={t.mapLabelB} /><figcaption>{t.planB}：{b.title}</figcaption></figure>
        </div>
      )}
      <Section title={t.measure} id="compare-measures">
        <table class="rows rows-4">
          <caption class="sr-only">{t.measure}</caption>
          <thead><tr><th scope="col">{t.measure}</th><th scope="col">{t.planA}</th><th scope="col">{t.planB}</th><th scope="col">{t.difference}</th></tr></thead>
          <tbody>{rows.map(([label, x, y, d]) => <tr key={label}><th scope="row">{label}</th><td>{x}</td><td>{y}</td><td>{d}</td></tr>)}</tbody>
        </table>
        <p class="hint">{t.standardForBoth(metres(standard))}</p>
        {missing(left) !== '' && <p class="hint">{t.planA}：{missing(left)}</p>}
        {missing(right) !== '' && <p class="hint">{t.planB}：{missing(right)}</p>}
      </Section>
      <Section title={t.districts} id="compare-districts">
        <table class="rows rows-4">
          <caption class="sr-only">{t.districts}</caption>
          <thead><tr><th scope="col">{t.district}</th><th scope="col">{t.planA}</th><th scope="col">{t.planB}</th><th scope="col">{t.difference}</th></tr></thead>
          <tbody>
            {byDistrict(a.problem, a.walks, standard, district).map((row) => {
              const other = inB.get(row.district);
              const [x, y] = [row.total > 0 ? row.covered / row.total : 0, other && other.total > 0 ? other.covered / other.total : null];
              return <tr key={row.district}><th scope="row">{state.districtName.value(row.district)}</th><td>{percent(x)}</td><td>{y === null ? '–' : percent(y)}</td><td>{y === null ? '–' : signed(y - x, (it) => percent(it))}</td></tr>;
            })}
          </tbody>
        </table>
      </Section>
      <Section title={t.sites} id="compare-sites">
        {list(t.sitesBoth, shared.both)}
        {list(t.sitesOnlyA, shared.onlyA)}
        {list(t.sitesOnlyB, shared.onlyB)}
      </Section>
    </>
  );
}
