import { useState } from 'preact/hooks';
import { decode, readCsv, readFeatures, type CsvFault, type CsvPoint } from '../../../domain/siting/csv.ts';
import { serverWords } from '../desk/parts.tsx';
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

/** What the browser converts itself, and what only the server can: projected, or on another ellipsoid. */
const systems = [
  ['WGS84', ''],
  ['GCJ02', 'gcj02'],
  ['BD09', 'bd09'],
  ['EPSG:4490', 'EPSG:4490'],
  ['EPSG:4548', 'EPSG:4548'],
  ['EPSG:4527', 'EPSG:4527'],
] as const;
type System = (typeof systems)[number][0];
const accepted = '.csv,.txt,.tsv,.geojson,.json,.gpkg,.zip,.xlsx,.kml,.kmz,text/csv,application/geo+json';
const isTable = (name: string): boolean => /\.(csv|txt)$/i.test(name);

/** A list of the planner's own, from a table or a file of geodata; its faults by line or by record. */
export function Own({ kind, label, count, onRead }: { kind: 'demand' | 'candidates' | 'rivals'; label: string; count: number; onRead: (points: readonly CsvPoint[]) => void }) {
  const t = state.words.value;
  const [system, setSystem] = useState<System>('WGS84');
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [notices, setNotices] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);

  /** Faults of a list in words: a line of a table, a record of another file. */
  const told = (found: readonly CsvFault[], table: boolean) => found.map(({ line, code, what }) => `${table ? t.line(line) : t.record(line)}：${t.csvFaults[code]}${what && ` “${what}”`}`);

  const read = async (file: File): Promise<{ points: readonly CsvPoint[]; faults: readonly string[]; notices: readonly string[] }> => {
    const bounds = state.site.peek()?.bounds;
    if (isTable(file.name) && (system === 'WGS84' || system === 'GCJ02' || system === 'BD09')) {
      const { points, faults: found } = readCsv(decode(await file.arrayBuffer()), system, bounds);
      return { points, faults: told(found, true), notices: [] };
    }
    const sent = await state.api.upload(file, file.name, systems.find(([name]) => name === system)![1]);
    if (sent.rejected > 0) return { points: [], faults: sent.rejects.map(({ line, feature, reason }) => `${line > 0 ? t.line(line) : feature}：${serverWords(reason)}`), notices: [] };
    const { points, faults: found } = readFeatures(sent, bounds);
    return { points, faults: told(found, false), notices: [t.uploadedAs(sent.format, sent.crs), ...sent.notices.map(serverWords)] };
  };
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    try {
      const { points, faults: found, notices: said } = await read(file);
      setFaults(found);
      setNotices(found.length === 0 ? said : []);
      // A list with faults is not taken in part: what is missing would not be seen.
      onRead(found.length === 0 ? points : []);
    } catch (error) {
      setFaults([serverWords(state.explain(error))]);
      setNotices([]);
      onRead([]);
    }
    setBusy(false);
    input.value = '';
  };
  return (
    <div class="own">
      <div class="own-line">
        <label class="button-quiet file" aria-busy={busy}>
          {label}
          <input type="file" accept={accepted} data-own={kind} onChange={(event) => void take(event.currentTarget)} />
        </label>
        <label class="datum">
          <span class="muted">{t.datum}</span>
          <select value={system} data-datum={kind} onChange={(event) => setSystem(event.currentTarget.value as System)}>
            {systems.map(([name]) => <option key={name} value={name}>{t.systems[name]}</option>)}
          </select>
        </label>
      </div>
      {count === 0 && faults.length === 0 && <p class="hint">{t.uploadFormats} {t.csvHints[kind]}</p>}
      {count > 0 && (
        <p class="own-line" role="status">
          {t.ownRead(count)}
          <button type="button" class="text-button" onClick={() => { setNotices([]); onRead([]); }}>{t.removeList}</button>
        </p>
      )}
      {count > 0 && notices.map((notice) => <p class="hint" key={notice}>{notice}</p>)}
      {faults.length > 0 && (
        <div class="faults" role="alert">
          <ul>{faults.map((fault) => <li key={fault}>{fault}</li>)}</ul>
        </div>
      )}
    </div>
  );
}
