import { describe, expect, it } from 'vitest';
import fixture from '../../tests/fixtures/events.json';
import { eventStatus, hostOf, isOver, isTonight, placedEvents, timesOf, whenWords, whereWords } from '../src/domain/happenings.ts';
import { hasGone, lastTrainOf, trainsAt } from '../src/domain/last-trains.ts';
import { entryOf, search } from '../src/domain/search.ts';
import { placeOf, type Place } from '../src/domain/types.ts';

const minute = (text: string): number => Date.parse(`${text}:00Z`) / 60_000;

const event = (id: string, properties: object, geometry: GeoJSON.Geometry | null = null): Place =>
  placeOf('events', { type: 'Feature', id, properties: { name_zh: `示例${id}`, kind: 'other', source: '示例', ...properties }, geometry } as GeoJSON.Feature)!;

describe('events', () => {
  it('are said to be on as the server says it', () => {
    expect(fixture.length).toBeGreaterThan(10);
    for (const one of fixture) {
      const times = timesOf({ start: one.start, ...(one.end && { end: one.end }), all_day: one.all_day, ...(one.cancelled && { status: 'cancelled' }) })!;
      const now = minute(one.at);
      const status = eventStatus(times, now);
      expect({ tonight: isTonight(times, now), over: isOver(times, now), state: status.state, left: status.minutesLeft, one }).toEqual({ tonight: one.tonight, over: one.over, state: one.state, left: one.left, one });
    }
  });

  it('have no times where these cannot be read', () => {
    for (const start of [undefined, '', 'tomorrow', '2026-12-05', '2026-13-05T18:00:00+08:00']) expect(timesOf({ start })).toBeNull();
    expect(eventStatus(null, 0).state).toBe('closed');
  });

  it('are told with their day unless they begin this evening, and past midnight by the evening before', () => {
    const times = (start: string, end?: string, all_day = false) => timesOf({ start, end, all_day })!;
    const late = times('2026-12-06T00:30:00+08:00', '2026-12-06T02:00:00+08:00');
    expect(whenWords(late, minute('2026-12-05T20:00'), 'zh')).toBe('00:30（次日）–02:00（次日）');
    expect(whenWords(late, minute('2026-12-04T20:00'), 'en')).toBe('Saturday 5 December 00:30 (next day)–02:00 (next day)');
    expect(whenWords(times('2026-12-12T19:00:00+08:00'), minute('2026-12-05T20:00'), 'zh')).toBe('12月12日 周六 19:00 开始，结束时间未知');
    expect(whenWords(times('2026-12-05T00:00:00+08:00', '2026-12-07T00:00:00+08:00', true), minute('2026-12-05T20:00'), 'zh')).toBe('12月5日 周六 – 12月6日 周日，时间未注明');
    expect(whenWords(times('2026-12-05T18:00:00+08:00', '2026-12-07T22:00:00+08:00'), minute('2026-12-05T20:00'), 'zh')).toBe('18:00 – 12月7日 周一 22:00');
  });

  it('stand where their place is, and in the order in which they begin', () => {
    const street = placeOf('night_streets', { type: 'Feature', id: 'ns01', properties: { name_zh: '津湾广场', name_en: 'Jinwan' }, geometry: { type: 'Point', coordinates: [117.2, 39.1] } })!;
    const list = placedEvents(
      [event('b', { start: '2026-12-06T18:00:00+08:00', place: 'night_streets/ns01' }), event('a', { start: '2026-12-05T18:00:00+08:00' }, { type: 'Point', coordinates: [117.3, 39.2] }), event('none', { start: 'x' })],
      (key) => (key === 'night_streets/ns01' ? street : null),
    );
    expect(list.map(({ id, position }) => [id, position])).toEqual([['a', [117.3, 39.2]], ['b', [117.2, 39.1]]]);
    expect(hostOf(list[1]!)).toBe('night_streets/ns01');
    expect(whereWords({ ...list[1]!, properties: { place_zh: '东门' } }, street, 'en')).toBe('Jinwan · 东门');
    expect(whereWords({ ...list[1]!, properties: { place_zh: '津湾广场东门' } }, street, 'zh')).toBe('津湾广场');
  });

  it('are found by their name, their place, and as what they are', () => {
    const entries = [entryOf(event('夜市', { start: '2026-12-05T18:00:00+08:00', place_zh: '东门外' }))];
    for (const query of ['示例夜市', '东门外', '活动']) expect(search(entries, query, { limit: 5 }).map((hit) => hit.place.id)).toEqual(['夜市']);
  });
});

describe('last trains', () => {
  const train = (station: string, towards: string, last: string) => lastTrainOf({ station, line: '3号线', towards, last, source: '示例', checked_on: '2026-11-20' });
  it('belong past midnight to the evening before', () => {
    const late = train('营口道', '小淀', '00:12')!;
    expect(['2026-12-05T23:00', '2026-12-06T00:12', '2026-12-06T00:13', '2026-12-06T04:59', '2026-12-06T05:00'].map((at) => hasGone(late, minute(at)))).toEqual([false, false, true, true, false]);
    expect(hasGone(train('营口道', '小淀', '22:47')!, minute('2026-12-05T22:48'))).toBe(true);
  });
  it('are found by the station with or without 站, by line and direction; nonsense is none', () => {
    const trains = [train('营口道', '小淀', '22:47')!, train('营口道', '南站', '22:50')!, train('天津站', '小淀', '23:00')!];
    expect(trainsAt(trains, '营口道站').map(({ towards }) => towards)).toEqual(['南站', '小淀']);
    expect(trainsAt(trains, '天津站')).toHaveLength(1);
    expect(trainsAt(trains, '鼓楼')).toEqual([]);
    expect(train('营口道', '小淀', '24:10')).toBeNull();
  });
});
