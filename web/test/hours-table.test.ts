import { expect, test } from 'vitest';
import { cellOf, hoursOf, matchedWith, rowsOf } from '../src/domain/hours-table.ts';

test.each([
  ['Mo-Fr 10:00-22:00', 'Mo-Fr 10:00-22:00'],
  ['10:00-22:00', '10:00-22:00'],
  ['10：00—22：00', '10:00-22:00'],
  ['每天17:00-次日2:00', '17:00-02:00'],
  ['周一至周五 10:00-22:00；周末 9:00-23:00', 'Mo-Fr 10:00-22:00; Sa-Su 09:00-23:00'],
  ['周一至周四10点到22点，周五、周六10点到24点', 'Mo-Th 10:00-22:00; Fr,Sa 10:00-24:00'],
  ['24小时营业', '24/7'],
  ['全天开放', '24/7'],
  ['下午5点半至晚上11点', '17:30-23:00'],
  ['上午9点～下午6点', '09:00-18:00'],
  ['周一休息', 'Mo off'],
  ['星期二至星期日 18:00～02:00，节假日 17:00～03:00', 'Tu-Su 18:00-02:00; PH 17:00-03:00'],
  ['工作日 10:00-21:00；双休日 10:00-22:00', 'Mo-Fr 10:00-21:00; Sa-Su 10:00-22:00'],
  ['', ''],
])('%s is written %s, and read', (written, hours) => {
  expect(cellOf(written)).toEqual({ hours, fault: null });
});

test.each([
  ['夏季 18:00-22:00', 0],
  ['10:00-25:61', 9],
  ['看情况', 0],
  ['Mo-Fr 10:00-22:00 xyz', 18],
])('what is no hours is refused at its character: %s', (written, at) => {
  const { hours, fault } = cellOf(written);
  expect(fault?.at).toBe(at);
  expect([...hours][at]).toBe(fault?.found);
});

test('no writing of hours makes others of hours that were read before', () => {
  for (const hours of ['24/7', 'Mo-Su,PH 11:00-02:00', 'Apr-Oct 18:00-23:00; Nov-Mar off', 'Fr-Sa 18:00+', '10:00-14:00,17:00-22:00', 'Mo off; Tu-Su 09:00-17:00 "预约"'])
    expect(hoursOf(hours)).toBe(hours);
});

test('rows of a sheet are brought to records by number, name, or name without brackets', () => {
  const records = [
    { id: 'ns01', names: ['意式风情街（意式风情区）', 'Italian Style Street'] },
    { id: 'ns02', names: ['西北角', 'Xibeijiao'] },
    { id: 'ns03', names: ['夜市', 'Market'] },
    { id: 'ns04', names: ['夜市', 'Market B'] },
  ];
  const rows = rowsOf('名称\t营业时间\nns02\t17:00-23:00\r\n意式风情街\t\t24小时\n夜市\t18:00-22:00\n无此街\t18:00-22:00\n西北角\t10:00-12:00\n\n');
  expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  const { found, unknown, doubtful } = matchedWith(rows, records);
  expect([...found]).toEqual([['ns02', '17:00-23:00'], ['ns01', '24小时']]);
  expect(unknown.map(({ name }) => name)).toEqual(['无此街']);
  expect(doubtful.map(({ line }) => line)).toEqual([4, 6]);
});
