import { useState } from 'preact/hooks';
import { decode, readCsv, type CsvDatum, type CsvFault, type CsvPoint } from '../../../domain/siting-csv.ts';
import * as state from '../desk/state.ts';

/** Whether lockers that are only examples count: nobody keeps what is not there unless he says so. */
export function Samples() {
  const t = state.words.value;
  const count = state.city.value.existing.filter(({ sample }) => sample).length;
  if (count === 0) return null;
  return (
    <label class="check check-line">
      <input type="checkbox" data-switch="samples" checked={state.draft.value.samples} onChange={() => state.change({ samples: !state.draft.value.samples })} />
      {t.samples(count)}
    </label>
  );
}

/** A list of the planner's own, from a CSV file; its faults by line. */
export function Own({ kind, label, count, onRead }: { kind: 'demand' | 'candidates' | 'rivals'; label: string; count: number; onRead: (points: readonly CsvPoint[]) => void }) {
  const t = state.words.value;
  const [datum, setDatum] = useState<CsvDatum>('WGS84');
  const [faults, setFaults] = useState<readonly CsvFault[]>([]);
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    const { points, faults: found } = readCsv(decode(await file.arrayBuffer()), datum, state.site.peek()?.bounds);
    setFaults(found);
    // A list with faults is not taken in part: what is missing would not be seen.
    onRead(found.length === 0 ? points : []);
    input.value = '';
  };
  return (
    <div class="own">
      <div class="own-line">
        <label class="button-quiet file">
          {label}
          <input type="file" accept=".csv,.txt,text/csv" data-own={kind} onChange={(event) => void take(event.currentTarget)} />
        </label>
        <label class="datum">
          <span class="muted">{t.datum}</span>
          <select value={datum} onChange={(event) => setDatum(event.currentTarget.value as CsvDatum)}>
            <option value="WGS84">WGS 84</option>
            <option value="GCJ02">GCJ-02</option>
            <option value="BD09">BD-09</option>
          </select>
        </label>
      </div>
      {count === 0 && faults.length === 0 && <p class="hint">{t.csvHints[kind]}</p>}
      {count > 0 && (
        <p class="own-line" role="status">
          {t.ownRead(count)}
          <button type="button" class="text-button" onClick={() => onRead([])}>{t.removeList}</button>
        </p>
      )}
      {faults.length > 0 && (
        <div class="faults" role="alert">
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.line} ${fault.code}`}>{t.line(fault.line)}：{t.csvFaults[fault.code]}{fault.what && ` “${fault.what}”`}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
