/**
 * Writes tests/fixtures/search.json: 600 queries over the places that ship and 860 made-up venues (names only, for tests),
 * each with the places that answer it. `node tests/bench/search/make.mjs`: the same in every run. It knows nothing of the
 * search: what answers a query follows from how the query was made, and from names that are equal in that writing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const readings = json('data/pinyin.json');
let seed = 42;
const random = (below) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const pick = (list) => list[random(list.length)];

const layers = ['night_streets', 'checkin_spots', 'heritage_blocks', 'carriers'];
const places = layers.flatMap((layer) => json(`data/${layer}.geojson`).features.map(({ properties }) => ({ key: `${layer}/${properties.id}`, name: properties.name_zh, english: properties.name_en, pinyin: properties.pinyin, initials: properties.initials, district: properties.district })));

// Made-up venues: nothing of them is shown to anybody.
const first = ['老城', '津味', '海河', '渔阳', '金钟', '望海', '小雨', '阿坤', '蓝鲸', '石头', '九河', '胡同', '半岛', '晚风', '红砖', '南岸', '双鱼', '青瓦', '长亭', '云来'];
const kinds = [['火锅', 'restaurant', 'hotpot'], ['烧烤', 'restaurant', 'barbecue'], ['面馆', 'restaurant', 'noodle'], ['咖啡', 'cafe', 'coffee_shop'], ['酒吧', 'bar', ''], ['茶楼', 'cafe', ''], ['便利店', 'convenience', ''], ['书店', 'shop', ''], ['影城', 'cinema', ''], ['海鲜楼', 'restaurant', 'seafood']];
const districts = ['和平区', '河西区', '南开区', '河北区', '红桥区', '河东区'];
const venues = [];
for (const a of first) for (const [word, kind, cuisine] of kinds) for (let k = 0; k < 5 && venues.length < 860; k++) {
  if (k > 0 && random(10) < 1) continue;
  const district = districts[(venues.length + k) % districts.length];
  const branch = k === 0 ? '' : `（${pick(['鼓楼', '滨江道', '小白楼', '大胡同', '西南角', '佟楼', '王顶堤', '中山门', '体院北', '靖江路'])}店）`;
  venues.push({ id: `m${venues.length}`, name: `${a}${word}${branch}`, kind, cuisine, district, hours: pick(['17:00-02:00', '10:00-22:00', '09:00-18:00', '24/7']) });
}
const corpus = [...places, ...venues.map((it) => ({ key: `venues/${it.id}`, name: it.name, english: null, district: it.district, venue: it }))];

const han = (text) => [...text].filter((it) => /\p{Script=Han}/u.test(it)).join('');
const parts = (name) => [name, ...name.split(/[（）()]/)].map((it) => it.replace(/[^\p{Script=Han}a-z0-9]/giu, '').toLowerCase()).filter((it) => it !== '');
const reading = (name, at, place) => {
  // A record's own pinyin says which reading its name has.
  const list = readings[name[at]]?.split(' ') ?? [name[at]];
  return list.length === 1 || !place.pinyin ? list[0] : list.find((it) => place.pinyin.includes(it)) ?? list[0];
};
const spell = (name, place) => [...name].map((_, at) => reading(name, at, place));
for (const place of corpus) place.names = [...new Set(parts(place.name))].map((zh) => ({ zh, pinyin: spell(zh, place) }));
const answers = (test) => corpus.filter((place) => place.names.some(test)).map((it) => it.key);
const english = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const queries = [];
const seen = new Set();
const add = (kind, query, want) => {
  if (want.length === 0 || seen.has(query)) return false;
  seen.add(query);
  queries.push({ kind, query, want });
  return true;
};
const fill = (kind, count, make) => {
  let made = 0;
  for (let tries = 0; made < count && tries < 20_000; tries++) if (make(kind)) made++;
};
const anyName = (least) => {
  for (;;) {
    const place = pick(random(3) < 2 ? places.map((it) => corpus.find((c) => c.key === it.key)) : corpus);
    const name = pick(place.names);
    if (han(name.zh).length >= least && name.zh.length <= 14) return { place, name };
  }
};
const slip = (text, letters) => {
  const at = 1 + random(text.length - 2);
  const other = pick([...letters]);
  return pick([
    () => text.slice(0, at) + text.slice(at + 1), () => text.slice(0, at) + other + text.slice(at), () => text.slice(0, at) + other + text.slice(at + 1), () => text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2),
  ])();
};
const abc = 'abcdefghijklmnopqrstuvwxyz';
const soft = (pinyin) => pinyin.replace(/([zcs])h/g, '$1').replace(/ng/g, 'n').replace(/l/g, 'n');
const same = (zh) => answers((name) => name.zh === zh);

fill('name', 50, (kind) => { const { name } = anyName(2); return add(kind, name.zh, same(name.zh)); });
fill('part', 40, (kind) => {
  const { name } = anyName(5);
  const from = random(name.zh.length - 3);
  const part = name.zh.slice(from, from + 3 + random(2));
  const want = answers((it) => it.zh.includes(part));
  return want.length <= 6 && add(kind, part, want);
});
fill('pinyin', 60, (kind) => { const { name } = anyName(2); const all = name.pinyin.join(''); return add(kind, random(4) === 0 ? name.pinyin.join(' ') : all, answers((it) => it.pinyin.join('') === all)); });
fill('initials', 60, (kind) => { const { name } = anyName(4); const all = name.pinyin.map((it) => it[0]).join(''); return add(kind, all, answers((it) => it.pinyin.map((s) => s[0]).join('') === all)); });
fill('english', 50, (kind) => { const place = pick(places); const all = (place.english ?? '').replace(/\s*\(.*\)/, ''); return all.length >= 5 && add(kind, all.toLowerCase(), places.filter((it) => english(it.english ?? '').includes(english(all))).map((it) => it.key)); });
fill('english slip', 20, (kind) => { const place = pick(places); const all = english((place.english ?? '').replace(/\s*\(.*\)/, '')); return all.length >= 8 && add(kind, slip(all, abc), places.filter((it) => english(it.english ?? '').includes(all)).map((it) => it.key)); });
fill('one slip', 60, (kind) => { const { name } = anyName(3); const all = name.pinyin.join(''); return all.length >= 7 && add(kind, slip(all, abc), answers((it) => it.pinyin.join('') === all)); });
fill('two slips', 40, (kind) => { const { name } = anyName(5); const all = name.pinyin.join(''); return all.length >= 12 && add(kind, slip(slip(all, abc), abc), answers((it) => it.pinyin.join('') === all)); });
fill('chinese slip', 40, (kind) => {
  const { name } = anyName(4);
  const at = random(name.zh.length);
  const other = pick(Object.keys(readings));
  return add(kind, random(2) === 0 ? name.zh.slice(0, at) + name.zh.slice(at + 1) : name.zh.slice(0, at) + other + name.zh.slice(at + 1), same(name.zh));
});
fill('fuzzy', 60, (kind) => { const { name } = anyName(3); const all = name.pinyin.join(''); const heard = soft(all); return heard !== all && add(kind, heard, answers((it) => soft(it.pinyin.join('')) === heard)); });
const traditional = { 楼: '樓', 广: '廣', 场: '場', 馆: '館', 园: '園', 湾: '灣', 桥: '橋', 风: '風', 门: '門', 东: '東', 红: '紅', 台: '臺', 国: '國', 会: '會', 滨: '濱', 区: '區', 书: '書', 龙: '龍', 云: '雲', 锅: '鍋', 烧: '燒', 面: '麵' };
fill('variant', 30, (kind) => { const { name } = anyName(3); const written = [...name.zh].map((it) => traditional[it] ?? it).join(''); return written !== name.zh && add(kind, written, same(name.zh)); });
fill('mixed', 40, (kind) => { const { name } = anyName(4); const at = 1 + random(name.zh.length - 2); const written = random(2) === 0 ? name.zh.slice(0, at) + name.pinyin.slice(at).join('') : name.pinyin.slice(0, at).join('') + name.zh.slice(at); return add(kind, written, same(name.zh)); });
fill('words', 30, (kind) => {
  const { place, name } = anyName(4);
  const district = place.district?.split('/')[0]?.replace(/(新)?区$/, '');
  if (!district) return false;
  const want = corpus.filter((it) => it.district?.includes(district) && it.names.some((n) => n.zh.includes(name.zh.slice(0, 4)))).map((it) => it.key);
  return add(kind, random(2) === 0 ? `${district} ${name.zh.slice(0, 4)}` : `${name.zh.slice(0, 4)} ${district}`, want);
});
const open = (hours) => hours === '24/7' || hours === '17:00-02:00'; // at 23:00 of any day
fill('district, kind, state', 20, (kind) => {
  const district = pick(districts);
  const [word] = pick(kinds.filter(([, , cuisine]) => cuisine !== ''));
  const want = venues.filter((it) => it.district === district && it.name.includes(word) && open(it.hours)).map((it) => `venues/${it.id}`);
  return add(kind, pick([`${district.slice(0, 2)} ${word} 现在开`, `${word} ${district} 营业中`, `现在开 ${district.slice(0, 2)}${word}`]), want);
});
writeFileSync(new URL('tests/fixtures/search.json', root), `{"about":"Made by tests/bench/search/make.mjs. The venues are made up. States are those of 23:00 on a Friday.","venues":[\n${venues.map((it) => JSON.stringify(it)).join(',\n')}\n],"queries":[\n${queries.map((it) => JSON.stringify(it)).join(',\n')}\n]}\n`);
console.log(queries.length, Object.entries(queries.reduce((all, { kind }) => ({ ...all, [kind]: (all[kind] ?? 0) + 1 }), {})));
