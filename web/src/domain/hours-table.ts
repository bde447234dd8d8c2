import { readHours, type Fault } from './hours-text.ts';

/**
 * Opening hours as people write them in sheets, brought into the words of OSM's `opening_hours`, and rows of a sheet
 * brought to records. Pure. What is not understood stays as it is, so that the reader of hours names its character.
 */

const days = new Map([...'一二三四五六'].map((sign, at) => [sign, ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'][at]!]));
for (const sign of '日天七') days.set(sign, 'Su');

/** Signs of the full width, and what a Chinese keyboard gives in place of a hyphen or a comma. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212~〜～—]+/g, '-')
    .replace(/[，、,]\s*/g, ',')
    .replace(/[；;]\s*/g, '; ')
    .replace(/\s+/g, ' ')
    .trim();

/** "周一至周五 10：00—22：00，周末24小时" → "Mo-Fr 10:00-22:00, Sa-Su 00:00-24:00". */
export function hoursOf(written: string): string {
  let text = plain(written);
  if (text === '' || !/[\u4e00-\u9fff]/.test(text)) return text;
  if (/^(全天|全年|每天|每日)?\s*(24|二十四)\s*小时(营业|开放)?$|^全天(候|开放|营业)*$/.test(text)) return '24/7';
  text = text
    .replace(/(?:星期|礼拜|周)([一二三四五六日天七])/g, (_, sign: string) => days.get(sign)!)
    .replace(/(?:双休日|周末)/g, 'Sa-Su')
    .replace(/(?:工作日|平日)/g, 'Mo-Fr')
    .replace(/(?:法定)?(?:节假日|节日|假日)/g, 'PH')
    .replace(/(?:每天|每日|天天|每晚|日常|营业时间:?|开放时间:?)/g, '')
    .replace(/(?:次日|第二天|翌日|凌晨|早上|上午|中午|下午|晚上|晚间|早|晚)\s*(?=\d)/g, (word) => (/下午|晚/.test(word) ? '\u0001' : ''))
    .replace(/(?:24|二十四)\s*小时(?:营业|开放)?|全天(?:开放|营业)?/g, '00:00-24:00')
    .replace(/(?:休息|闭店|不营业|关闭|停业|打烊)/g, ' off')
    .replace(/(\d{1,2})\s*[点时]\s*半/g, '$1:30')
    .replace(/(\d{1,2})\s*[点时]\s*(\d{1,2})\s*分?/g, '$1:$2')
    .replace(/(\d{1,2})\s*[点时]/g, '$1:00')
    .replace(/\s*(?:至|到|-)\s*/g, '-');
  // Afternoons and evenings of a 12-hour clock.
  text = text.replace(/\u0001\s*(\d{1,2})(?=:\d)/g, (_, hour: string) => String(Number(hour) < 12 ? Number(hour) + 12 : Number(hour)));
  return text
    .replace(/(?<![\d:])(\d):(?=\d\d)/g, '0$1:')
    .replace(/([A-Za-z])(?=\d)/g, '$1 ')
    .replace(/(\d)(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH))/g, '$1; ')
    .replace(/(\d|off),(?=(?:Mo|Tu|We|Th|Fr|Sa|Su|PH))/g, '$1; ')
    .replace(/\s+/g, ' ')
    .trim();
}

export interface Cell {
  /** As it would be written; empty: hours are not known. */
  readonly hours: string;
  readonly fault: Fault | null;
}
export function cellOf(written: string): Cell {
  const hours = hoursOf(written);
  return { hours, fault: hours === '' ? null : readHours(hours).fault };
}

export interface SheetRow {
  /** Counted from 1, as a sheet does. */
  readonly line: number;
  readonly name: string;
  readonly written: string;
}
/** Of what was copied from a sheet: the name or the number of a place, and its hours. */
export function rowsOf(pasted: string): readonly SheetRow[] {
  const rows: SheetRow[] = [];
  pasted.split(/\r\n|\r|\n/).forEach((text, at) => {
    if (text.trim() === '') return;
    const cells = text.split('\t').map((cell) => cell.trim().replace(/^"([\s\S]*)"$/, '$1').replaceAll('""', '"'));
    if (at === 0 && cells.slice(1).some((cell) => /^(营业时间|开放时间|opening[ _]?hours|hours(_osm)?)$/i.test(cell))) return;
    rows.push({ line: at + 1, name: cells[0] ?? '', written: cells.slice(1).find((cell) => cell !== '') ?? '' });
  });
  return rows;
}

export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}
export interface Matched {
  /** What the sheet says, by the id of the record. */
  readonly found: ReadonlyMap<string, string>;
  /** Of no record. */
  readonly unknown: readonly SheetRow[];
  /** Of a name that several records have, or of a record that an earlier row speaks of. */
  readonly doubtful: readonly SheetRow[];
}
const bare = (name: string): string => name.normalize('NFKC').replace(/[（(].*?[)）]|\s/g, '').toLowerCase();

/** By id, else by the whole name, else by the name without what stands in brackets. */
export function matchedWith(rows: readonly SheetRow[], records: readonly Named[]): Matched {
  const found = new Map<string, string>();
  const unknown: SheetRow[] = [];
  const doubtful: SheetRow[] = [];
  for (const row of rows) {
    const wanted = [
      records.filter(({ id }) => id === row.name),
      records.filter(({ names }) => names.includes(row.name)),
      records.filter(({ names }) => names.some((name) => bare(name) === bare(row.name) && bare(name) !== '')),
    ].find((some) => some.length > 0);
    if (!wanted) unknown.push(row);
    else if (wanted.length > 1 || found.has(wanted[0]!.id)) doubtful.push(row);
    else found.set(wanted[0]!.id, row.written);
  }
  return { found, unknown, doubtful };
}
