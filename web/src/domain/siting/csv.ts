import gcoord from 'gcoord';

/** Lists of one's own: points from a CSV file, as spreadsheets write them. */

export type CsvDatum = 'WGS84' | 'GCJ02' | 'BD09';

export interface CsvPoint {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly weight: number;
  /** Where the list has such a column. */
  readonly cost?: number;
  readonly attraction?: number;
  readonly group?: string;
}
export type CsvFaultCode = 'empty' | 'no_columns' | 'not_a_number' | 'out_of_range' | 'negative' | 'not_positive' | 'twice' | 'too_many' | 'outside';
export interface CsvFault {
  readonly line: number;
  readonly code: CsvFaultCode;
  readonly what: string;
}
export interface CsvRead {
  readonly points: readonly CsvPoint[];
  readonly faults: readonly CsvFault[];
}

export const mostRows = 100_000;
const names = {
  id: ['id', 'name', '编号', '名称', '标识', 'code'],
  lon: ['lon', 'lng', 'longitude', 'x', '经度'],
  lat: ['lat', 'latitude', 'y', '纬度'],
  weight: ['weight', 'people', 'population', 'demand', '权重', '人口', '人数', '需求'],
  cost: ['cost', 'rent', '费用', '成本', '租金'],
  attraction: ['attraction', 'size', 'compartments', '吸引力', '规模', '格口数'],
  group: ['group', 'subdistrict', 'street', '分组', '街道', '街镇', '社区'],
} as const;

/** UTF-8, else what Chinese spreadsheets write. */
export function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Rows of cells, with the line each begins at (RFC 4180; commas, semicolons or tabs). */
export function rowsOf(text: string): { line: number; cells: string[] }[] {
  const head = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const separator = [',', '\t', ';', '，'].map((it) => [it, head.split(it).length] as const).sort((a, b) => b[1] - a[1])[0]![0];
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let begin = 1;
  const endCell = () => {
    cells.push(cell.trim());
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (cells.some((it) => it !== '')) rows.push({ line: begin, cells });
    cells = [];
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\n') line += 1;
    if (quoted) {
      if (char === '"' && text[i + 1] === '"') cell += text[++i];
      else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell.trim() === '') quoted = true;
    else if (char === separator) endCell();
    else if (char === '\n') {
      endRow();
      begin = line;
    } else if (char !== '\r') cell += char;
  }
  if (cell !== '' || cells.length > 0) endRow();
  return rows;
}

/** At most this many faults are told. */
const told = 20;

export function readCsv(text: string, datum: CsvDatum, bounds?: Bounds): CsvRead {
  const rows = rowsOf(text);
  const head = rows.shift();
  return head ? readRows(head, rows, datum, bounds) : { points: [], faults: [{ line: 1, code: 'empty', what: '' }] };
}

/** Points of a file that the server has read and brought to WGS 84: their properties are the columns, their number is the line. */
export function readFeatures({ features }: GeoJSON.FeatureCollection, bounds?: Bounds): CsvRead {
  const keys = [...new Set(features.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const rows = features.flatMap(({ geometry, properties }, k) => {
    if (geometry?.type !== 'Point') return [];
    return [{ line: k + 1, cells: [...geometry.coordinates.slice(0, 2).map(String), ...keys.map((key) => { const it: unknown = properties?.[key]; return it === null || it === undefined ? '' : String(it).trim(); })] }];
  });
  return readRows({ line: 0, cells: ['lon', 'lat', ...keys] }, rows, 'WGS84', bounds);
}

type Bounds = readonly [number, number, number, number];
type Row = { readonly line: number; readonly cells: readonly string[] };

function readRows(head: Row, rows: readonly Row[], datum: CsvDatum, bounds?: Bounds): CsvRead {
  if (rows.length === 0) return { points: [], faults: [{ line: 1, code: 'empty', what: '' }] };
  const at = (wanted: readonly string[]) => head.cells.findIndex((it) => wanted.includes(it.toLowerCase()));
  const columns = { id: at(names.id), lon: at(names.lon), lat: at(names.lat), weight: at(names.weight), cost: at(names.cost), attraction: at(names.attraction), group: at(names.group) };
  if (columns.lon < 0 || columns.lat < 0) return { points: [], faults: [{ line: head.line, code: 'no_columns', what: head.cells.join(', ') }] };
  if (rows.length > mostRows) return { points: [], faults: [{ line: mostRows + 2, code: 'too_many', what: String(rows.length) }] };
  const points: CsvPoint[] = [];
  const faults: CsvFault[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of rows) {
    const fault = (code: CsvFaultCode, what: string) => faults.length < told && faults.push({ line, code, what });
    const number = (column: number) => (cells[column] === undefined || cells[column] === '' ? NaN : Number(cells[column]));
    const lon = number(columns.lon);
    const lat = number(columns.lat);
    const weight = columns.weight < 0 || (cells[columns.weight] ?? '') === '' ? 1 : number(columns.weight);
    const extra = (column: number): number | undefined => (column < 0 || (cells[column] ?? '') === '' ? undefined : number(column));
    const cost = extra(columns.cost);
    const attraction = extra(columns.attraction);
    const group = columns.group < 0 ? '' : (cells[columns.group] ?? '');
    const id = (columns.id < 0 ? '' : cells[columns.id] ?? '') || String(line);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) fault('not_a_number', `${cells[columns.lon] ?? ''}, ${cells[columns.lat] ?? ''}`);
    else if (Math.abs(lon) > 180 || Math.abs(lat) > 90) fault('out_of_range', `${lon}, ${lat}`);
    else if (!Number.isFinite(weight)) fault('not_a_number', cells[columns.weight] ?? '');
    else if (weight < 0) fault('negative', String(weight));
    else if (cost !== undefined && !(cost >= 0)) fault(Number.isNaN(cost) ? 'not_a_number' : 'negative', cells[columns.cost] ?? '');
    else if (attraction !== undefined && !(attraction > 0)) fault(Number.isNaN(attraction) ? 'not_a_number' : 'not_positive', cells[columns.attraction] ?? '');
    else if (seen.has(id)) fault('twice', id);
    else {
      const [x, y] = datum === 'WGS84' ? [lon, lat] : (gcoord.transform([lon, lat], datum === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09, gcoord.WGS84) as [number, number]);
      if (bounds && (x < bounds[0] || x > bounds[2] || y < bounds[1] || y > bounds[3])) fault('outside', `${lon}, ${lat}`);
      else {
        seen.add(id);
        points.push({ id, lon: Number(x.toFixed(7)), lat: Number(y.toFixed(7)), weight, ...(cost !== undefined && { cost }), ...(attraction !== undefined && { attraction }), ...(group !== '' && { group }) });
      }
    }
  }
  return { points, faults };
}
