import { describe, expect, it } from 'vitest';
import { findStations, linesIn, stationNamed, stations, stationsNear } from '../src/domain/stations.ts';

describe('metro stations', () => {
  const first = (query: string) => findStations(query)[0]?.name;

  it('are all of the shipped base, each where it is', () => {
    expect(stations.length).toBe(204);
    expect(new Set(stations.map(({ name }) => name)).size).toBe(204);
    expect(stations.every(({ lines, position: [lon, lat] }) => lines !== '' && lon > 116 && lon < 119 && lat > 38 && lat < 41)).toBe(true);
  });

  it('are found by Chinese, pinyin and initials, with the word for station or without', () => {
    for (const query of ['营口道', '营口道站', '营口道地铁站', 'yingkoudao', 'ykd', 'yingkoudaozhan', '营口d']) expect([query, first(query)]).toEqual([query, '营口道']);
    expect(first('天津站')).toBe('天津站');
    expect(first('下瓦房')).toBe('下瓦房');
    expect(first('xiaobailou')).toBe('小白楼');
  });

  it('are each found by the whole of its name', () => {
    expect(stations.filter(({ name }) => first(name) !== name).map(({ name }) => name)).toEqual([]);
  });

  it('are found by their line, and by that line alone', () => {
    const found = findStations('1号线');
    expect(found.length).toBeGreaterThan(20);
    expect(found.every(({ lines }) => lines.split('、').includes('1号线'))).toBe(true);
  });

  it('are not made up', () => {
    for (const query of ['', ' ', '站', '火锅', 'zzzzzz', '号线']) expect([query, findStations(query)]).toEqual([query, query === '站' ? expect.any(Array) : []]);
    expect(stationNamed('没有的站')).toBeNull();
  });

  it('stand by distance around a place, and speak of their lines in both languages', () => {
    const near = stationsNear(stationNamed('营口道')!.position);
    expect(near[0]).toMatchObject({ name: '营口道', metres: 0 });
    expect(near.length).toBe(3);
    expect(near.map(({ metres }) => metres)).toEqual([...near.map(({ metres }) => metres)].sort((a, b) => a - b));
    expect(linesIn('2号线、6号线', 'en')).toBe('Line 2, Line 6');
    expect(linesIn('2号线、6号线', 'zh')).toBe('2号线、6号线');
  });
});
