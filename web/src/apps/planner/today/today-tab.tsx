import { heavyPoints } from '../../../domain/siting/plan.ts';
import { Heavy } from '../desk/caveats.tsx';
import { Bar, Failed, grouped, metres, percent, Skeletons } from '../desk/parts.tsx';
import { Empty, Section } from '../../../kit/parts.tsx';
import type { CityPoint } from '../../../domain/siting/types.ts';
import * as state from '../desk/state.ts';

/** Whom the lockers that stand today reach. */
export function TodayTab() {
  const t = state.words.value;
  if (state.coverageLoad.value === 'loading') return <Skeletons />;
  const today = state.coverage.value;
  if (state.coverageLoad.value === 'failed' || today === null) return <Failed text={state.coverageError.value || t.failed} onRetry={() => void state.loadCoverage()} />;
  if (today.population <= 0) return <Empty title={t.noPoints} hint={t.noPointsHint} />;
  const homes = state.city.value.demand.filter(({ kind }) => kind === 'community');
  const last = today.minutes[today.minutes.length - 1] ?? 10;
  return (
    <div class="tab-body">
      <h2 class="lead">{t.todayTitle}</h2>
      {today.lockers > 0 && (today.samples ?? 0) === today.lockers && <p class="hint hint-strong" data-caveat="samples">{t.allSamples}</p>}
      <dl class="figures">
        {today.minutes.map((minutes, index) => (
          <div key={minutes}>
            <dt>{t.withinMinutes(minutes)}</dt>
            <dd data-measure={`within-${minutes}`}>{percent(today.shares[index] ?? 0)}<Bar share={today.shares[index] ?? 0} /></dd>
          </div>
        ))}
        <div><dt>{t.population}</dt><dd>{grouped(today.population)}</dd></div>
        <div><dt>{t.lockers}</dt><dd>{grouped(today.lockers)}{(today.samples ?? 0) > 0 && <span class="muted small">{t.ofSamples(grouped(today.samples ?? 0))}</span>}</dd></div>
        {today.best_fifth_share !== null && today.best_fifth_share !== undefined && <div><dt>{t.fifth}</dt><dd>{t.ofLockers(percent(today.best_fifth_share, 0))}</dd></div>}
        {today.gini !== null && today.gini !== undefined && <div><dt>{t.gini}</dt><dd>{today.gini.toFixed(3)}</dd></div>}
      </dl>
      <Section title={t.districts} id="today-districts">
        <Caveats without={state.districts.value.map(({ code }) => code).filter((code) => !today.districts.some(({ id, population }) => id === code && population > 0))} all={homes} />
        <table class="rows">
          <caption class="sr-only">{t.districts}</caption>
          <thead><tr><th scope="col">{t.district}</th>{today.minutes.map((minutes) => <th scope="col" key={minutes}>{t.withinMinutes(minutes)}</th>)}</tr></thead>
          <tbody>
            {today.districts.map(({ id, name, population, shares }) => (
              <tr key={id}>
                <th scope="row">{state.districts.value.length > 0 ? state.districtName.value(id) : name}<span class="muted small">{grouped(population)} {t.people}</span></th>
                {shares.map((share, index) => <td key={index}><span class="with-bar">{percent(share)}<Bar share={share} /></span></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title={t.gaps} id="gaps">
        <p class="hint">{t.gapsHint(last)}</p>
        <ol class="gaps">
          {today.gaps.map((gap, index) => {
            const id = `gap-${index}`;
            const name = gap.name ?? state.districtName.value(gap.district);
            return (
              <li key={id} data-id={id}>
                <button type="button" class="site" aria-pressed={state.selected.value === id} aria-label={t.showGap(`${index + 1} ${name}，${t.gapPeople(grouped(gap.population))}`)} onClick={() => { state.selected.value = id; state.wish.value = { kind: 'point', at: [gap.lon, gap.lat] }; }}>
                  <span class="sign sign-gap" aria-hidden="true">{index + 1}</span>
                  <span class="site-text">
                    <span class="site-name">{name}</span>
                    <span class="muted site-facts">{t.gapPeople(grouped(gap.population))} · {gap.nearest_m === null || gap.nearest_m === undefined ? t.gapNone : t.gapNear(metres(gap.nearest_m))}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
        <button type="button" class="button button-wide" onClick={() => state.goTo('set')}>{t.planGap}</button>
      </Section>
      {today.notes.length > 0 && (
        <Section title={t.sources} id="today-notes">
          <ul class="plain">{today.notes.map((note) => <li class="hint" key={note.en}>{note[state.lang.value]}</li>)}</ul>
        </Section>
      )}
    </div>
  );
}

/** What the figures leave out or know only roughly. */
function Caveats({ without, all }: { without: readonly string[]; all: readonly CityPoint[] }) {
  const t = state.words.value;
  const heavy = heavyPoints(all);
  if (without.length === 0 && heavy.length === 0) return null;
  return (
    <ul class="plain caveats">
      {without.length > 0 && <li class="hint" data-caveat="without">{t.noHomes(without.length, without.map((code) => state.districtName.value(code)).join(t.comma))}</li>}
      {heavy.length > 0 && <Heavy points={heavy} />}
    </ul>
  );
}
