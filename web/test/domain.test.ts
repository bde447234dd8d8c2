import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toGcj02, wgs84 } from '../src/domain/datum.ts';
import { distance } from '../src/domain/distance.ts';
import { doubles } from '../src/domain/doubles.ts';
import { navigationLinks } from '../src/domain/deeplinks.ts';
import { formatHectares, formatMetres, splitSources } from '../src/domain/format.ts';
import { dayOf, knownYears } from '../src/domain/holidays.ts';
import { daysAhead, parseHours, statusAt, tianjinDate } from '../src/domain/hours.ts';
import { entryOf, search } from '../src/domain/search.ts';
import { placeOf, type Place } from '../src/domain/types.ts';
import { emptyState, formatUrl, pageOf, parseUrl } from '../src/domain/urlstate.ts';

describe('datum', () => {
  // WGS 84 and GCJ-02 of three points in Tianjin; two independent libraries agree on them to a centimetre.
  const vectors = [
    { wgs: [116.7, 38.55], gcj: [116.7058404605, 38.5506470861] },
    { wgs: [117.2, 39.12], gcj: [117.2063037306, 39.1210292507] },
  ] as const;

  it.each(vectors)('takes $wgs to $gcj within ten centimetres', ({ wgs, gcj }) => {
    expect(distance(toGcj02(wgs84(wgs)).lonLat, gcj)).toBeLessThan(0.1);
  });

  it('moves Tianjin by about 556 m, once', () => {
    const here = [117.2, 39.12] as const;
    const moved = distance(here, toGcj02(wgs84(here)).lonLat);
    expect(moved).toBeGreaterThan(540);
    expect(moved).toBeLessThan(575);
  });
});

describe('links to navigation apps', () => {
  const links = navigationLinks([117.2, 39.12], '五大道, 民园');

  it('gives 高德 GCJ-02, longitude first, and a name without a comma', () => {
    const to = new URL(links.amap).searchParams.get('to')!;
    const [lon, lat, name] = to.split(',');
    expect(to.split(',')).toHaveLength(3);
    expect(distance([Number(lon), Number(lat)], [117.2063037306, 39.1210292507])).toBeLessThan(1);
    expect(name).toBe('五大道  民园');
  });

  it('gives 百度 GCJ-02, latitude first, and says so', () => {
    const query = new URL(links.baidu).searchParams;
    const [, lat, lon] = /latlng:([\d.]+),([\d.]+)/.exec(query.get('destination')!)!;
    expect(distance([Number(lon), Number(lat)], [117.2063037306, 39.1210292507])).toBeLessThan(1);
    expect(query.get('coord_type')).toBe('gcj02');
    expect(query.get('output')).toBe('html');
    expect(query.get('src')).toBeTruthy();
  });

  it('gives 腾讯 the GPS position as it is, and says so', () => {
    const query = new URL(links.tencent).searchParams;
    const [lat, lon] = query.get('tocoord')!.split(',').map(Number);
    expect(distance([lon!, lat!], [117.2, 39.12])).toBeLessThan(1);
    expect(query.get('coord_type')).toBe('1');
    expect(query.get('referer')).toBeTruthy();
  });

  it('gives Apple GCJ-02, latitude first', () => {
    const [lat, lon] = new URL(links.apple).searchParams.get('daddr')!.split(',').map(Number);
    expect(distance([lon!, lat!], [117.2063037306, 39.1210292507])).toBeLessThan(1);
  });
});

describe('opening hours', () => {
  const at = (text: string) => new Date(`${text}+08:00`);

  it('counts days in Tianjin whatever the clock of the device', () => {
    expect(tianjinDate(new Date('2026-11-22T16:30:00Z'))).toBe('2026-11-23');
    expect(tianjinDate(new Date('2026-11-23T15:59:00Z'))).toBe('2026-11-23');
    expect(daysAhead(at('2026-11-23T23:00'), 59)).toBe(0);
    expect(daysAhead(at('2026-11-23T23:00'), 60)).toBe(1);
  });

  it('knows a place that never closes', () => {
    expect(statusAt(parseHours('24/7'), at('2026-11-23T03:00'))).toEqual({ state: 'open', minutesLeft: null, at: null, doubt: null });
  });

  it('reads different days', () => {
    const hours = parseHours('Mo 18:00-22:00; Tu-Su 09:30-22:00');
    expect(statusAt(hours, at('2026-11-23T12:00'))).toMatchObject({ state: 'later', at: '18:00' });
    expect(statusAt(hours, at('2026-11-24T12:00'))).toMatchObject({ state: 'open', at: '22:00' });
    expect(statusAt(hours, at('2026-11-24T21:15'))).toMatchObject({ state: 'closing', minutesLeft: 45 });
    expect(statusAt(hours, at('2026-11-24T22:00'))).toMatchObject({ state: 'closed', at: '09:30' });
  });

  it('runs past midnight, and past Sunday into Monday', () => {
    const hours = parseHours('17:00-02:00');
    expect(statusAt(hours, at('2026-11-23T00:30'))).toMatchObject({ state: 'open', at: '02:00' });
    expect(statusAt(hours, at('2026-11-23T01:30'))).toMatchObject({ state: 'closing' });
    expect(statusAt(hours, at('2026-11-23T02:00'))).toMatchObject({ state: 'closed', at: '17:00' });
  });

  it('lets a later rule replace an earlier one', () => {
    const hours = parseHours('10:00-22:00; We off');
    expect(statusAt(hours, at('2026-11-25T12:00'))).toMatchObject({ state: 'closed', at: '10:00' });
  });

  it('names the next opening even when it is days away', () => {
    expect(statusAt(parseHours('Sa 10:00-18:00'), at('2026-11-23T12:00'))).toMatchObject({ state: 'closed', at: '10:00', minutesLeft: 5 * 1440 - 120 });
    expect(statusAt(parseHours('Mo-Su off'), at('2026-11-23T12:00'))).toEqual({ state: 'closed', minutesLeft: null, at: null, doubt: null });
  });

  describe('on holidays', () => {
    it('follows the notices, make-up work days included, and knows no year without one', () => {
      expect(knownYears).toEqual([2025, 2026]);
      expect(dayOf('2026-10-01')).toMatchObject({ kind: 'holiday', nameZh: '国庆节' });
      expect(dayOf('2026-10-10').kind).toBe('workday');
      expect(dayOf('2026-10-12').kind).toBe('ordinary');
      expect(dayOf('2027-10-01').kind).toBe('unknown');
      expect(dayOf('2024-10-01').kind).toBe('unknown');
    });

    it('takes the hours of PH, and those of the weekday where there are none', () => {
      const off = parseHours('10:00-22:00; PH off');
      expect(statusAt(off, at('2026-09-30T12:00'))).toMatchObject({ state: 'open' });
      // Seven days off: the next opening is the eighth.
      expect(statusAt(off, at('2026-10-01T12:00'))).toMatchObject({ state: 'closed', at: '10:00', minutesLeft: 7 * 1440 - 120 });
      expect(statusAt(off, at('2026-10-08T12:00'))).toMatchObject({ state: 'open' });
      expect(statusAt(parseHours('Mo-Fr 10:00-18:00; Sa,Su,PH 10:00-23:00'), at('2026-10-01T20:00'))).toMatchObject({ state: 'open', at: '23:00' });
      expect(statusAt(parseHours('Mo-Fr 10:00-18:00'), at('2026-10-01T12:00'))).toMatchObject({ state: 'open' });
      expect(statusAt(parseHours('PH off; 10:00-22:00'), at('2026-10-01T12:00')), 'the last rule that fits holds').toMatchObject({ state: 'open' });
    });

    it('runs from the eve into the holiday', () => {
      expect(statusAt(parseHours('18:00-02:00; PH off'), at('2026-10-01T01:30'))).toMatchObject({ state: 'closing', at: '02:00' });
      expect(statusAt(parseHours('18:00-02:00; PH off'), at('2026-10-08T01:30'))).toMatchObject({ state: 'closed', at: '18:00' });
    });

    it('in a year without a notice says only what holds either way', () => {
      const noon = at('2027-03-02T12:00');
      expect(statusAt(parseHours('10:00-22:00; PH off'), noon)).toEqual({ state: 'unknown', minutesLeft: null, at: null, doubt: 'calendar' });
      expect(statusAt(parseHours('10:00-22:00; PH 10:00-20:00'), noon)).toEqual({ state: 'open', minutesLeft: null, at: null, doubt: 'calendar' });
      expect(statusAt(parseHours('10:00-22:00; PH off'), at('2027-03-02T23:00'))).toEqual({ state: 'closed', minutesLeft: null, at: null, doubt: 'calendar' });
      expect(statusAt(parseHours('10:00-22:00'), noon), 'no holiday is named').toMatchObject({ state: 'open', at: '22:00' });
      expect(statusAt(parseHours('24/7'), noon)).toMatchObject({ state: 'open', minutesLeft: null });
      // The evening before: the year is known, the next morning's is not.
      expect(statusAt(parseHours('10:00-22:00; PH off'), at('2026-12-31T23:00'))).toMatchObject({ state: 'closed', at: null, doubt: 'calendar' });
    });
  });

  it('says unknown rather than guess', () => {
    for (const text of ['', 'evening market', 'Mo-Fr sunset-24:00', 'PH off', 'SH 10:00-12:00', 'PH Mo 10:00-12:00', 'PH-Mo 10:00-12:00', '18:00+', 'Mx 10:00-12:00']) {
      expect(statusAt(parseHours(text), at('2026-11-23T20:00')).state, text).toBe('unknown');
    }
  });
});

const place = (id: string, properties: Record<string, unknown>): Place => placeOf('heritage_blocks', { type: 'Feature', properties: { id, ...properties }, geometry: { type: 'Point', coordinates: [117.2, 39.1] } })!;

describe('search', () => {
  const entries = [
    place('hb01', { name_zh: '五大道', name_en: 'Wudadao (Five Avenues)', pinyin: 'wudadao', initials: 'wdd' }),
    place('ns04', { name_zh: '五大道夜间经济示范街区（民园广场）', name_en: 'Wudadao night block', pinyin: 'wudadaoyejianjingjishifanjiequ minyuanguangchang', initials: 'wddyjjjsfjq mygc' }),
    place('hb02', { name_zh: '意式风情区', name_en: 'Italian Style Area', pinyin: 'yishifengqingqu', initials: 'ysfqq', district: '河北区' }),
    place('ck02', { name_zh: '天津之眼', name_en: 'Tianjin Eye', pinyin: 'tianjinzhiyan', initials: 'tjzy' }),
  ].map((it) => entryOf(it));
  const ids = (query: string) => search(entries, query).map((hit) => hit.place.id);

  it('puts the whole name before names that begin with it', () => expect(ids('五大道')).toEqual(['hb01', 'ns04']));
  it('reads pinyin, with and without spaces', () => {
    expect(ids('wudadao')[0]).toBe('hb01');
    expect(ids('tian jin zhi yan')[0]).toBe('ck02');
  });
  it('reads initials', () => expect(ids('tjzy')).toEqual(['ck02']));
  it('reads the name in brackets by itself', () => expect(ids('minyuan')).toEqual(['ns04']));
  it('reads English in any case', () => expect(ids('ITALIAN')).toEqual(['hb02']));
  it('reads full-width letters', () => expect(ids('ｔｊｚｙ')).toEqual(['ck02']));
  it('wants every word', () => expect(ids('tianjin eye')).toEqual(['ck02']));
  it('finds by district', () => expect(ids('河北区')).toEqual(['hb02']));
  it('forgives one slip in Latin letters', () => {
    expect(ids('wudaddao')[0]).toBe('hb01');
    expect(ids('tianjnizhiyan')).toEqual(['ck02']);
  });
  it('finds nothing for nothing', () => {
    expect(ids('   ')).toEqual([]);
    expect(ids('上海')).toEqual([]);
  });
});

describe('doubled names', () => {
  const place = (layer: Place['layer'], id: string, nameZh: string, position: Place['position']): Place => ({ layer, id, nameZh, nameEn: null, position, properties: {} });
  const places = {
    night_streets: [place('night_streets', 'ns1', '津湾广场', [117.21, 39.13]), place('night_streets', 'ns2', '津湾广场', [117.21, 39.13])],
    checkin_spots: [place('checkin_spots', 'cs1', '津湾广场', [117.211, 39.13]), place('checkin_spots', 'cs2', '津湾广场', [117.31, 39.13]), place('checkin_spots', 'cs3', '津湾广场', null)],
    heritage_blocks: [place('heritage_blocks', 'hb1', '津湾广场（历史街区）', [117.21, 39.131])],
  };
  it('are those of a place beside one of another layer, whatever the brackets add', () => {
    expect(doubles(places, ['night_streets', 'checkin_spots', 'heritage_blocks'])).toEqual(['cs1', 'hb1']);
  });
  it('are none where the other layer is not shown', () => {
    expect(doubles(places, ['checkin_spots'])).toEqual([]);
    expect(doubles({}, ['checkin_spots'])).toEqual([]);
  });
});

describe('the address bar', () => {
  it('keeps and restores a whole state', () => {
    const state = {
      view: { zoom: 12.5, lat: 39.1301, lon: 117.2002 },
      layers: ['night_streets', 'districts'] as const,
      selected: { layer: 'night_streets', id: 'ns04' } as const,
      brand: '云上夜市' as const,
      lang: 'en' as const,
      theme: 'day' as const,
    };
    expect(parseUrl(formatUrl(state))).toEqual(state);
  });

  it('is empty for an empty state', () => expect(formatUrl(emptyState)).toBe(''));

  it('keeps that all layers are off', () => expect(parseUrl(formatUrl({ ...emptyState, layers: [] })).layers).toEqual([]));

  it('leaves out what it does not understand', () => {
    for (const hash of ['#map=a/b/c', '#map=12/39', '#map=12//117', '#map=99/39/117', '#sel=secrets/1', '#sel=night_streets', '#brand=x', '#lang=fr', '#theme=pink', '#%E0%A4%A']) {
      expect(parseUrl(hash), hash).toEqual(emptyState);
    }
  });

  it('drops unknown layers only', () => expect(parseUrl('#layers=carriers,nope').layers).toEqual(['carriers']));
});

describe('formatting', () => {
  it('writes lengths for people', () => {
    expect(formatMetres(78, 'zh')).toBe('80 米');
    expect(formatMetres(556, 'en')).toBe('560 m');
    expect(formatMetres(2500, 'zh')).toBe('2.5 公里');
    expect(formatMetres(997, 'en')).toBe('1 km');
    expect(formatMetres(14_200, 'en')).toBe('14 km');
  });

  it('writes areas for people', () => {
    expect(formatHectares(0.608, 'zh')).toBe('0.61 公顷');
    expect(formatHectares(277.6, 'en')).toBe('277.6 ha');
    expect(formatHectares(3700, 'zh')).toBe('37 平方公里');
  });

  it('takes sources apart, and links only addresses', () => {
    expect(splitSources('北方网 2005-12-23, 功能区 http://a.example/1.shtml | Plan (draft): 天津市 https://b.example/x')).toEqual([
      { label: '北方网 2005-12-23, 功能区', url: 'http://a.example/1.shtml' },
      { label: 'Plan (draft): 天津市', url: 'https://b.example/x' },
    ]);
    expect(splitSources('http://www.c.example/; https://d.example/2.htm (天津日报 2025-01-09)')).toEqual([
      { label: 'c.example', url: 'http://www.c.example/' },
      { label: '天津日报 2025-01-09', url: 'https://d.example/2.htm' },
    ]);
    expect(splitSources('javascript:alert(1)')).toEqual([{ label: 'javascript:alert(1)', url: null }]);
    expect(splitSources('')).toEqual([]);
  });
});

describe('places', () => {
  it('has no position where the record has none', () => {
    expect(placeOf('carriers', { type: 'Feature', properties: { id: 'x', name_zh: '甲' }, geometry: null as never })?.position).toBeNull();
  });

  it('takes the stated point of an outline', () => {
    const ring = [[117, 39], [117.2, 39], [117.2, 39.2], [117, 39]];
    const feature: GeoJSON.Feature = { type: 'Feature', properties: { id: 'x', name_zh: '甲', lon: 117.05, lat: 39.01 }, geometry: { type: 'Polygon', coordinates: [ring] } };
    expect(placeOf('carriers', feature)?.position).toEqual([117.05, 39.01]);
  });

  it('does not take a district for a position', () => {
    const feature: GeoJSON.Feature = { type: 'Feature', properties: { id: 'x', name_zh: '甲', placement: 'district' }, geometry: { type: 'Point', coordinates: [117, 39] } };
    expect(placeOf('carriers', feature)?.position).toBeNull();
  });
});

describe('links that the server makes, too', () => {
  it('are those of the fixture, letter for letter', () => {
    const rows = JSON.parse(readFileSync(new URL('../../tests/fixtures/links.json', import.meta.url), 'utf8')) as { name: string; lon: number; lat: number; links: Record<string, string> }[];
    expect(rows).toHaveLength(60);
    for (const { name, lon, lat, links } of rows) expect(navigationLinks([lon, lat], name)).toEqual(links);
  });
  it('have a page for each place', () => {
    expect(pageOf({ layer: 'venues', id: 'n1/ä' }, 'en')).toBe('/places/venues/n1/%C3%A4?lang=en');
    expect(pageOf({ layer: 'night_streets', id: 'ns01' }, 'zh')).toBe('/places/night_streets/ns01');
  });
});
