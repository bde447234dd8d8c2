import { useEffect, useState } from 'preact/hooks';
import { csvOf } from '../../../domain/siting/export.ts';
import { Bar, More } from '../desk/parts.tsx';
import { Empty, Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import * as solving from '../solving/solving.ts';
import { handOut } from './hand-out.ts';

const few = 20;
const most = 500;

/** Which sites are in every plan, and how often the others are chosen. */
export function Survivors() {
  const t = state.words.value;
  const choices = solving.choices.value;
  const plans = solving.counted.value;
  const survivors = solving.survivors.value;
  const [all, setAll] = useState(false);
  const keys = solving.chosen.value.map(({ key }) => key).join(' ');
  useEffect(() => {
    let wanted = true;
    void solving.readChosen().then(() => wanted && setTimeout(solving.fitCompared, 150));
    return () => void (wanted = false);
  }, [keys]);
  useEffect(() => void solving.loadAddresses(survivors.slice(0, most).map(({ lon, lat }) => [lon, lat] as const)), [survivors]);
  if (choices.length < 2) return <Empty title={t.compareNone} hint={t.compareNoneHint} />;
  const inAll = survivors.filter(({ times }) => times === plans.length);
  const toggle = (key: string) => {
    const next = new Set(solving.without.peek());
    if (!next.delete(key)) next.add(key);
    solving.without.value = next;
  };
  const shown = survivors.slice(0, all ? most : few);
  const table = (): string =>
    csvOf([[t.sites, t.coordinates, '', t.inPlans, t.plansCounted], ...survivors.map(({ id, lon, lat, times }) => [solving.siteName(id, [lon, lat]), lon.toFixed(6), lat.toFixed(6), String(times), String(plans.length)])]);
  return (
    <>
      <Section title={`${t.plansCounted} · ${plans.length}`} id="survivor-plans">
        <div class="checks checks-list" role="group" aria-label={t.plansCounted}>
          {choices.map(({ key, title }) => (
            <label class="check" key={key}>
              <input type="checkbox" checked={!solving.without.value.has(key)} onChange={() => toggle(key)} />
              {title}
            </label>
          ))}
        </div>
        {solving.reading.value && <p class="muted" role="status">{t.loading}</p>}
        {solving.chosen.value.length > solving.mostPlans && <p class="hint hint-strong">{t.onlyPlans(solving.mostPlans)}</p>}
        {solving.lost.value.length > 0 && <p class="hint">{t.plansLost(solving.lost.value.join(t.semicolon))}</p>}
      </Section>
      {plans.length > 1 && (
        <Section title={t.survivors} id="survivors">
          <p class="lead" data-measure="survivors" role="status">{t.survivorWords(inAll.length, survivors.length, plans.length)}</p>
          <div class="buttons">
            <button type="button" class="button-quiet" data-action="survivors-csv" disabled={survivors.length === 0} onClick={() => handOut('survivors.csv', 'text/csv', table())}>CSV</button>
          </div>
          <table class="rows">
            <caption class="sr-only">{t.survivors}</caption>
            <thead><tr><th scope="col">{t.sites}</th><th scope="col">{t.inPlans}</th></tr></thead>
            <tbody>
              {shown.map(({ id, lon, lat, times }) => (
                <tr key={`${id} ${lon} ${lat}`}>
                  <th scope="row"><button type="button" class="text-button" onClick={() => { state.selected.value = id; state.wish.value = { kind: 'point', at: [lon, lat] }; }}>{solving.siteName(id, [lon, lat])}</button></th>
                  <td><span class="with-bar">{times} / {plans.length}<Bar share={times / plans.length} /></span></td>
                </tr>
              ))}
            </tbody>
          </table>
          <More count={survivors.length} shown={few} all={all} onToggle={() => setAll(!all)} />
          {all && survivors.length > most && <p class="hint">{t.unservedMore(survivors.length - most)}</p>}
        </Section>
      )}
    </>
  );
}
