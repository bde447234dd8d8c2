import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';

const { features } = JSON.parse(readFileSync(new URL('../../data/base/tianjin.geojson', import.meta.url), 'utf8')) as GeoJSON.FeatureCollection;
const of = (kind: string) => features.filter((it) => it.properties!['kind'] === kind);
const stations = of('station').map((it) => ({ name: String(it.properties!['name']), lines: String(it.properties!['lines']).split('、'), at: (it.geometry as GeoJSON.Point).coordinates }));
const lines = of('line').map((it) => ({ name: String(it.properties!['name']), stations: it.properties!['stations'] as string[], way: (it.geometry as GeoJSON.LineString).coordinates }));
const metres = (a: number[], b: number[]) => Math.hypot((a[0]! - b[0]!) * 86_400, (a[1]! - b[1]!) * 111_200);

describe('the base that ships', () => {
  it('has sea, coast, rivers, the reservoir and 204 stations', () => {
    expect([of('sea').length, of('coast').length, of('lake').length]).toEqual([1, 1, 1]);
    expect(of('river').map((it) => it.properties!['name'])).toContain('海河');
    expect(stations).toHaveLength(204);
  });

  it('leads each line through all of its stations, each once', () => {
    for (const { name, stations: along, way } of lines) {
      const own = stations.filter((it) => it.lines.includes(name)).map((it) => it.name);
      expect([...along].sort(), name).toEqual([...own].sort());
      expect(way, name).toHaveLength(along.length);
    }
    expect(new Set(stations.flatMap((it) => it.lines))).toEqual(new Set(lines.map((it) => it.name)));
  });

  // What passengers know of each line: its ends, and stations that follow each other.
  it.each([
    ['1号线', '刘园', '双桥河', ['西北角', '西南角', '二纬路', '海光寺', '鞍山道', '营口道', '小白楼', '下瓦房']],
    ['2号线', '曹庄', '滨海国际机场', ['西南角', '鼓楼', '东南角', '建国道意风区', '天津站']],
    ['3号线', '南站', '小淀', ['吴家窑', '西康路', '营口道', '和平路', '津湾广场', '天津站']],
    ['5号线', '北辰科技园北', '京华东道', ['文化中心', '天津宾馆', '肿瘤医院', '体育中心']],
    ['6号线', '南孙庄', '渌水道', ['人民医院', '复兴路', '西站', '北竹林', '天泰路', '外院附中', '新开河', '北站']],
    ['9号线', '天津站', '东海路', ['天津站', '大王庄', '十一经路', '直沽', '东兴路', '中山门']],
    ['10号线', '于台', '屿东城', ['沙柳南路', '万山道', '香山道', '崂山道', '屿东城']],
    ['11号线', '水上公园西路', '东丽六经路', ['文化中心', '医大二院']],
  ])('%s runs from %s to %s', (name, from, to, run) => {
    const { stations: along } = lines.find((it) => it.name === name)!;
    expect([along[0], along.at(-1)].sort()).toEqual([from, to].sort());
    const text = `、${along.join('、')}、`;
    const back = `、${[...along].reverse().join('、')}、`;
    const wanted = `、${(run as string[]).join('、')}、`;
    expect(text.includes(wanted) || back.includes(wanted), along.join()).toBe(true);
  });

  it('never turns back: a line is little longer than the least tree that joins its stations', () => {
    for (const { name, way } of lines) {
      const length = way.slice(1).reduce((sum, it, k) => sum + metres(way[k]!, it), 0);
      const inTree = new Set([0]);
      let tree = 0;
      while (inTree.size < way.length) {
        let best = Infinity;
        let next = -1;
        for (const a of inTree) for (let b = 0; b < way.length; b++) if (!inTree.has(b) && metres(way[a]!, way[b]!) < best) {
          best = metres(way[a]!, way[b]!);
          next = b;
        }
        tree += best;
        inTree.add(next);
      }
      expect(length / tree, name).toBeLessThan(1.1);
    }
  });
});
