import type { FaultWord } from '../../../domain/hours-text.ts';
import { say } from '../../../kit/words.ts';

const expectedZh: Readonly<Record<FaultWord, string>> = {
  rule: '星期、日期或时间', day: '星期', date: '日期', time: '时间（如 17:00-23:00）', time_end: '结束时间', quote: '右引号', clock12: '24 小时制', separator: '分号或逗号', unsupported: '能识别的写法',
};
const expectedEn: Readonly<Record<FaultWord, string>> = {
  rule: 'weekdays, dates or times', day: 'a weekday', date: 'a date', time: 'times (17:00-23:00)', time_end: 'the end of the times', quote: 'a closing quotation mark', clock12: 'a 24-hour clock', separator: 'a semicolon or a comma', unsupported: 'something that is understood',
};

/** Words of the table of opening hours. */
export const hoursWords = {
  hoursLead: say(
    '夜间街区与夜市的营业时间。可写“每天 17:00-次日2:00”“周一至周五 10:00-22:00；周末 24小时”，也可写 OSM 的 opening_hours；空着表示不知道。改动要写明谁、何时核对过。',
    'Opening hours of night streets and markets, as OSM writes opening_hours (Mo-Fr 10:00-22:00; Sa-Su 24/7); an empty cell means that they are not known. Whoever changes them says who checked them, and when.',
  ),
  place: say('地点', 'Place'),
  hoursCell: say('营业时间', 'Opening hours'),
  checkedBy: say('核对人或来源', 'Checked by, or from'),
  checkedOn: say('核对日期', 'Checked on'),
  hoursUnknown: say('不知道', 'not known'),
  hoursReadAs: say((hours: string) => `写作 ${hours}`, (hours: string) => `written as ${hours}`),
  hoursNow: say({ open: '现在营业', closing: '一小时内打烊', later: '今晚稍后开', closed: '现在不营业', unknown: '现在不确定' }, { open: 'open now', closing: 'closes within the hour', later: 'opens later tonight', closed: 'closed now', unknown: 'not certain now' }),
  hoursFault: say(
    (at: number, found: string, expected: FaultWord) => `第 ${at + 1} 个字符${found === '' ? '处缺少' : `“${found}”不对，应为`}${expectedZh[expected]}`,
    (at: number, found: string, expected: FaultWord) => `Character ${at + 1}${found === '' ? ' is missing' : ` “${found}” does not fit`}: expected ${expectedEn[expected]}`,
  ),
  hoursSearch: say('查找地点', 'Find a place'),
  hoursChangedOnly: say((many: number) => `改动 ${many} 处`, (many: number) => (many === 1 ? '1 change' : `${many} changes`)),
  hoursSave: say((many: number) => (many === 0 ? '保存' : `保存 ${many} 处`), (many: number) => (many === 0 ? 'Save' : `Save ${many}`)),
  hoursUndo: say('撤销此格', 'Undo this cell'),
  hoursSaved: say((many: number) => `已保存 ${many} 处`, (many: number) => `${many} saved`),
  hoursSavedLater: say((many: number) => `已保存 ${many} 处；下次发布后公众可见`, (many: number) => `${many} saved; the public sees them with the next release`),
  hoursFaulty: say('有格子不能读，先改好标红的。', 'Some cells cannot be read: mend those in red first.'),
  hoursWho: say('请写明核对人或来源，以及日期。', 'Say who checked them, and when.'),
  hoursStale: say((names: string) => `别人刚改过：${names}。已载入新的内容，您的改动还在，请再看一遍后保存。`, (names: string) => `Somebody else just changed ${names}. The new records are here and so are your cells: look again, then save.`),
  pasteTitle: say('从表格粘贴', 'Paste from a sheet'),
  sheetHint: say('两列：名称或编号，营业时间。从 Excel 或 WPS 复制后粘贴到这里。', 'Two columns, name or id and hours, copied from Excel or WPS.'),
  pasteTake: say('填入表格', 'Fill in'),
  pasteFound: say((many: number) => `填入 ${many} 行。`, (many: number) => (many === 1 ? '1 row filled in.' : `${many} rows filled in.`)),
  pasteUnknown: say((rows: string) => `没有找到：${rows}。`, (rows: string) => `Not found: ${rows}.`),
  pasteDoubtful: say((rows: string) => `重名或重复，请自己填：${rows}。`, (rows: string) => `Of several places, or twice; fill in by hand: ${rows}.`),
  pasteLine: say((line: number, name: string) => `第 ${line} 行“${name}”`, (line: number, name: string) => `row ${line} “${name}”`),
  noHoursRecords: say('还没有夜间街区', 'No night streets yet'),
};
