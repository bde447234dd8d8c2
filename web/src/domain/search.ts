import { districtNames } from './districts.ts';
import { text, type Place } from './types.ts';
import { venueKinds } from './venues.ts';

/**
 * Search over the names that are already here: Chinese, pinyin (whole, its beginnings, initials), English, any mixture
 * of them, with slips, with the finals that people confuse (zh/z, ng/n, l/n), with variant characters (臺/台). Every
 * word must be met, by a name or by what else is known of a place (district, kind, kitchen, address). Words for "open
 * now" and "near me" are conditions. Ranked by how well names match, then by state and distance.
 */

/** One name, character by character. */
interface Name {
  readonly characters: string;
  /** The pinyin of each character, '' where it has none; a letter or figure stands for itself. */
  readonly syllables: readonly string[];
  readonly soft: readonly string[];
  readonly pinyin: string;
  readonly softPinyin: string;
  /** The letters of the two. */
  readonly mask: number;
  readonly softMask: number;
}

export interface Entry {
  readonly place: Place;
  readonly names: readonly Name[];
  readonly english: string;
  readonly englishMask: number;
  /** What else is known, each folded, a line each. */
  readonly also: string;
}

export interface Hit {
  readonly place: Place;
  readonly score: number;
}

export interface Conditions {
  readonly limit?: number;
  readonly isOpen?: (place: Place) => boolean;
  /** Metres; Infinity where not known. */
  readonly distance?: ((place: Place) => number) | null;
}

export type Readings = Readonly<Record<string, string>>;

/** Variants that names are written with; the one on the right is what is kept. */
const variants: Readonly<Record<string, string>> = Object.fromEntries(
  ('臺台 檯台 颱台 樓楼 廣广 場场 館馆 園园 灣湾 橋桥 鐵铁 區区 東东 紅红 門门 風风 頭头 韓韩 經经 濟济 業业 會会 國国 際际 學学 圖图 書书 藝艺 術术 麗丽 龍龙 鳳凤 鳥鸟 魚鱼 雞鸡 鴨鸭 麵面 飯饭 館馆 飲饮 ' +
    '雲云 電电 影影 劇剧 戲戏 銀银 藥药 醫医 車车 運运 動动 賓宾 維维 納纳 蘭兰 義义 舊旧 聖圣 壩坝 遼辽 寧宁 濱滨 陽阳 陰阴 貨货 買买 賣卖 點点 燒烧 鍋锅 滷卤 鹵卤 裏里 裡里 後后 幾几 華华 萬万 億亿 豐丰 ' +
    '達达 遠远 進进 週周 號号 樂乐 歡欢 愛爱 灘滩 滬沪 漁渔 畫画 寶宝 實实 興兴 興兴 廳厅 莊庄 塢坞 壇坛 鄉乡 縣县 衚胡 衕同 眾众 與与 個个 嚮向 線线 絲丝 羅罗 奧奥 瑪玛 蘇苏 閣阁 閩闽 劉刘 陳陈 張张 楊杨 吳吴 趙赵')
    .split(' ').map((pair) => [pair[0]!, pair[1]!]),
);

/** Full-width to half-width, lower case, no accents, no punctuation or spaces, one form of each character. */
export function fold(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ü/g, 'v')
    .replace(/[\s\p{P}\p{S}]+/gu, '')
    .replace(/\p{Script=Han}/gu, (character) => variants[character] ?? character);
}

/** Pinyin as the ear has it: what many do not tell apart is one. */
export const soften = (pinyin: string): string =>
  pinyin.replace(/([zcs])h/g, '$1').replace(/ng/g, 'n').replace(/l/g, 'n').replace(/v/g, 'u');

const maskOf = (value: string): number => {
  let mask = 0;
  for (let i = 0; i < value.length; i++) {
    const letter = value.charCodeAt(i) - 97;
    if (letter >= 0 && letter < 26) mask |= 1 << letter;
  }
  return mask;
};
function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const isHan = (value: string): boolean => /\p{Script=Han}/u.test(value);

const list = (value: unknown): string[] =>
  typeof value === 'string' ? value.split(/[\s;|,、]+/) : Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : [];

const syllable = /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv]{1,3}(?:ng|n|r)?$/;

/** A record's own pinyin cut into one syllable a character, by its initials; null where they are not of this name. */
function cut(characters: string, pinyin: string, initials: string): string[] | null {
  if (initials.length !== characters.length) return null;
  const go = (at: number, from: number): string[] | null => {
    if (at === characters.length) return from === pinyin.length ? [] : null;
    if (pinyin[from] !== initials[at]) return null;
    if (!isHan(characters[at]!)) {
      const rest = go(at + 1, from + 1);
      return rest && [characters[at]!, ...rest];
    }
    for (let length = 6; length > 0; length--) {
      const piece = pinyin.slice(from, from + length);
      if (piece.length < length || !syllable.test(piece)) continue;
      const rest = go(at + 1, from + length);
      if (rest) return [piece, ...rest];
    }
    return null;
  };
  return go(0, 0);
}

function nameOf(characters: string, own: readonly (readonly [string, string])[], readings: Readings): Name {
  const record = own.map(([pinyin, initials]) => cut(characters, pinyin, initials)).find((it) => it !== null);
  const syllables = record ?? [...characters].map((character) => (isHan(character) ? (readings[character]?.split(' ')[0] ?? '') : character));
  const pinyin = syllables.join('');
  return { characters, syllables, soft: syllables.map(soften), pinyin, softPinyin: soften(pinyin), mask: maskOf(pinyin), softMask: maskOf(soften(pinyin)) };
}

export function entryOf(place: Place, readings: Readings = {}): Entry {
  const { properties } = place;
  const initials = list(properties['initials']).map(fold);
  const apart = list(properties['pinyin']).map((it, index) => [fold(it), initials[index] ?? ''] as const);
  const own = [...apart, [apart.map(([pinyin]) => pinyin).join(''), initials.join('')] as const];
  const parts = place.nameZh.split(/[（）()]/).map(fold).filter((it) => it !== '');
  const names = [...new Set([fold(place.nameZh), ...parts, ...list(properties['aliases']).map(fold)])].filter((it) => it !== '');
  const english = fold(place.nameEn ?? '');
  const kind = text(properties, 'kind') ?? '';
  const also = [
    text(properties, 'district', 'district_zh'), text(properties, 'kind_zh'), text(properties, 'cuisine_zh'), text(properties, 'cuisine'), text(properties, 'address'), text(properties, 'place_zh'), ...(place.layer === 'events' ? ['活动', 'event'] : []),
    text(properties, 'brand'), text(properties, 'theme'), place.layer === 'venues' ? venueKinds[kind]?.[1] ?? null : kind.replaceAll('_', ' '),
    districtNames[text(properties, 'district') ?? ''] ?? null,
  ].map((it) => fold(it ?? '')).filter((it) => it !== '');
  // The kind, the kitchen and the district by their pinyin too, where all of it is known.
  for (const word of [...also]) {
    const spoken = isHan(word) ? [...word].map((character) => readings[character]?.split(' ')[0] ?? '') : [];
    if (spoken.length > 0 && spoken.length <= 8 && !spoken.includes('')) also.push(spoken.join(''));
  }
  return { place, names: names.map((it) => nameOf(it, own, readings)), english, englishMask: maskOf(english), also: `\n${[...new Set(also)].join('\n')}\n` };
}

// One word against one name

/**
 * Whether the word is spelled by neighbouring characters of the name, each by itself or by the beginning of its
 * syllable: `五大道`, `wudadao`, `wdd`, `wudd`, `五dd`. Gives how many characters from where, or null.
 */
function spell(name: Name, word: string, syllables: readonly string[]): { from: number; length: number } | null {
  const { characters } = name;
  // Beginnings of syllables can be cut in many ways: a word that fails in most of them is given up.
  let steps = 0;
  const go = (at: number, from: number): number => {
    if (from === word.length) return at;
    if (at === characters.length || ++steps > 200) return -1;
    if (word[from] === characters[at]) {
      const end = go(at + 1, from + 1);
      if (end >= 0) return end;
    }
    const syllable = syllables[at]!;
    let same = 0;
    while (same < syllable.length && from + same < word.length && syllable[same] === word[from + same]) same++;
    for (; same > 0; same--) {
      const end = go(at + 1, from + same);
      if (end >= 0) return end;
    }
    return -1;
  };
  for (let start = 0; start < characters.length; start++) {
    if (word[0] !== characters[start] && word[0] !== syllables[start]![0]) continue;
    const end = go(start, 0);
    if (end >= 0) return { from: start, length: end - start };
  }
  return null;
}

/**
 * The least number of slips (a letter more, less, other, or two swapped) with which the word is somewhere in a text, for
 * words of up to 31 letters (longer ones are cut): Hyyrö's bit-vectors, some twenty operations a letter of the text.
 */
export function slipFinder(word: string): (within: string) => number {
  const length = Math.min(31, word.length);
  const ascii = new Int32Array(128);
  const others = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const code = word.charCodeAt(i);
    if (code < 128) ascii[code]! |= 1 << i;
    else others.set(code, (others.get(code) ?? 0) | (1 << i));
  }
  const top = 1 << (length - 1);
  return (within) => {
    let positive = -1, negative = 0, diagonal = 0, matchBefore = 0, score = length, best = length;
    for (let j = 0; j < within.length; j++) {
      const code = within.charCodeAt(j);
      const match = code < 128 ? ascii[code]! : (others.get(code) ?? 0);
      diagonal = (((~diagonal & match) << 1) & matchBefore) | (((match & positive) + positive) ^ positive) | match | negative;
      let up = negative | ~(diagonal | positive);
      const down = diagonal & positive;
      if (up & top) score++;
      else if (down & top) score--;
      up <<= 1;
      positive = (down << 1) | ~(diagonal | up);
      negative = up & diagonal;
      matchBefore = match;
      if (score < best) best = score;
    }
    return best;
  };
}

/** Whether all letters of the word stand in the text in this order, few of others between. */
function skips(word: string, within: string): boolean {
  const from = within.indexOf(word[0]!);
  let at = from;
  for (let i = 1; i < word.length; i++) {
    at = within.indexOf(word[i]!, at + 1);
    if (at < 0) return false;
  }
  return from >= 0 && at - from < word.length * 2;
}

const nameBonus = (position: number): number => (position === 0 ? 2 : 0);

/** How well a word meets a place, 0 to 100. */
function meets(entry: Entry, word: Word): number {
  let best = 0;
  const { folded, soft } = word;
  for (let position = 0; position < entry.names.length && best < 98; position++) {
    const name = entry.names[position]!;
    const { characters } = name;
    const bonus = nameBonus(position);
    const at = characters.indexOf(folded);
    if (at >= 0) {
      const share = folded.length / characters.length;
      best = Math.max(best, bonus + (share === 1 ? 98 : at === 0 ? 86 + 8 * share : 74 + 8 * share));
      continue;
    }
    if (word.plainHan) continue; // characters alone are spelled by themselves only
    const found = (word.mask & ~name.mask) === 0 ? spell(name, folded, name.syllables) : null;
    if (found) {
      // Of letters, few to a character are initials: they say less.
      const dense = Math.min(1, folded.length / lettersOf(name.syllables, found));
      const share = found.length / characters.length;
      best = Math.max(best, bonus + (share === 1 ? 88 + 8 * dense : found.from === 0 ? 72 + 8 * share + 6 * dense : 56 + 6 * share + 8 * dense));
      continue;
    }
    if (!word.latin || soft.length < 2 || (word.softMask & ~name.softMask) !== 0) continue;
    const softly = spell(name, soft, name.soft);
    if (softly) {
      const dense = Math.min(1, soft.length / lettersOf(name.soft, softly));
      const share = softly.length / characters.length;
      best = Math.max(best, bonus + (softly.from === 0 ? 62 : 48) + 10 * share * dense + 4 * dense);
    } else if (soft.length >= 4 && name.softPinyin.includes(soft)) best = Math.max(best, 50 + bonus);
  }
  if (word.latin && entry.english !== '' && (word.mask & ~entry.englishMask) === 0) {
    const at = entry.english.indexOf(folded);
    const share = folded.length / entry.english.length;
    if (at >= 0 && (folded.length > 1 || at === 0)) best = Math.max(best, share === 1 ? 98 : at === 0 ? 84 + 8 * share : 60 + 8 * share);
  }
  if (best < clear && folded.length > 1 && entry.also.includes(folded))
    best = Math.max(best, entry.also.includes(`\n${folded}\n`) ? clear : entry.also.includes(`\n${folded}`) ? 48 : 42);
  return best;
}

function lettersOf(syllables: readonly string[], { from, length }: { from: number; length: number }): number {
  let letters = 0;
  for (let i = from; i < from + length; i++) letters += syllables[i]!.length;
  return Math.max(1, letters);
}

/** The same with slips, where nothing was met well: 0 to 46. */
function nearly(entry: Entry, word: Word): number {
  const { folded, soft } = word;
  let best = 0;
  if (word.latin) {
    const most = slipsFor(soft.length);
    if (most === 0) return 0;
    const rate = (found: number, length: number) => (found > most ? 0 : 46 - 9 * found - Math.min(8, 0.35 * Math.abs(length - soft.length)));
    for (const name of entry.names) {
      if (name.softPinyin.length < soft.length - most) continue;
      // As it was typed too: a slip may break what sounds alike.
      if (bits(word.softMask & ~name.softMask) <= most) best = Math.max(best, rate(word.softSlips()(name.softPinyin), name.softPinyin.length));
      if (bits(word.mask & ~name.mask) <= most) best = Math.max(best, rate(word.slips()(name.pinyin), name.pinyin.length));
    }
    if (entry.english !== '' && bits(word.mask & ~entry.englishMask) <= most) best = Math.max(best, rate(word.slips()(entry.english), entry.english.length));
    return best;
  }
  const most = folded.length >= 5 ? 2 : folded.length >= 3 ? 1 : 0;
  for (const { characters } of entry.names) {
    let shared = 0;
    for (let i = 0; i < folded.length; i++) if (characters.includes(folded[i]!)) shared++;
    if (shared < folded.length - most || shared < 2) continue;
    if (skips(folded, characters)) best = Math.max(best, 44 - 0.5 * Math.abs(characters.length - folded.length));
    else if (most > 0) {
      const found = word.slips()(characters);
      if (found <= most) best = Math.max(best, 44 - 9 * found - 0.5 * Math.abs(characters.length - folded.length));
    }
  }
  return best;
}
const slipsFor = (letters: number): number => (letters >= 16 ? 3 : letters >= 8 ? 2 : letters >= 4 ? 1 : 0);
/** From here on a place is plainly meant. */
const clear = 52;

// The whole query

interface Word {
  readonly folded: string;
  readonly soft: string;
  /** Letters and figures alone. */
  readonly latin: boolean;
  readonly plainHan: boolean;
  readonly mask: number;
  readonly softMask: number;
  readonly slips: () => (within: string) => number;
  readonly softSlips: () => (within: string) => number;
}
function wordOf(folded: string): Word {
  const han = isHan(folded);
  const plainHan = !/[a-z0-9]/.test(folded);
  const soft = plainHan ? folded : soften(folded);
  const once = (text: string) => {
    let finder: ((within: string) => number) | null = null;
    return () => (finder ??= slipFinder(text));
  };
  return { folded, soft, latin: !han && !plainHan, plainHan, mask: maskOf(folded), softMask: maskOf(soft), slips: once(folded), softSlips: once(soft) };
}

const openWords = /现在还?开(?:着|门)?(?:的|吗)?|(?:正在)?营业中?|还开着|开着的|open\s*now|\bopen\b/giu;
const nearWords = /离我(?:最)?近的?|(?:我)?附近的?|周边的?|\bnear\s*(?:me|by)\b|\bnearby\b/giu;

/** What is asked: words that must be met, and conditions. A name may have such a word in it, so it is tried whole first. */
export interface Question {
  readonly words: readonly string[];
  readonly open: boolean;
  readonly near: boolean;
}
export function questionOf(query: string): Question {
  const open = openWords.test(query);
  openWords.lastIndex = 0;
  const near = nearWords.test(query);
  nearWords.lastIndex = 0;
  const rest = query.replace(openWords, ' ').replace(nearWords, ' ');
  return { words: rest.split(/[\s,，、]+/).map(fold).filter((word) => word !== ''), open, near };
}

/** Places that match, best first; at most `limit`. */
export function search(entries: readonly Entry[], query: string, conditions: Conditions | number = {}): Hit[] {
  const { limit = 40, isOpen, distance = null } = typeof conditions === 'number' ? { limit: conditions } : conditions;
  const whole = fold(query);
  if (whole === '') return [];
  const asked = questionOf(query);
  const words = asked.words.map(wordOf);
  const asOne = wordOf(whole);
  const single = words.length === 1 && words[0]!.folded === whole;
  const scores = entries.map((entry): number => {
    const one = meets(entry, asOne);
    if (single || (words.length === 0 && !asked.open && !asked.near)) return one;
    if (asked.open && isOpen && !isOpen(entry.place)) return one >= clear ? one : 0;
    const each = words.map((word) => meets(entry, word));
    const least = each.length === 0 ? 60 : Math.min(...each);
    return Math.max(one, least === 0 ? 0 : (each.length === 0 ? 60 : each.reduce((sum, it) => sum + it, 0) / each.length) * 0.9);
  });
  // Slips are forgiven where nothing is clear: with them everything is like something.
  if (!scores.some((score) => score >= clear)) {
    const halves = (single ? [asOne] : words).map((word) => cuts(word.folded));
    entries.forEach((entry, index) => {
      if (asked.open && isOpen && !isOpen(entry.place)) return;
      const one = nearly(entry, asOne);
      const each = single ? [] : words.map((word, at) => Math.max(meets(entry, word), nearly(entry, word), split(entry, halves[at]!)));
      const all = each.length === 0 || Math.min(...each) === 0 ? 0 : (each.reduce((sum, it) => sum + it, 0) / each.length) * 0.9;
      scores[index] = Math.max(scores[index]!, one, all, single ? split(entry, halves[0]!) : 0);
    });
  }
  const hits: { hit: Hit; rank: number }[] = [];
  scores.forEach((score, index) => {
    if (score <= 0) return;
    const { place } = entries[index]!;
    const metres = distance ? distance(place) : Infinity;
    const state = isOpen?.(place) ? 1.5 : 0;
    const near = Number.isFinite(metres) ? 2 / (1 + metres / 1500) : 0;
    hits.push({ hit: { place, score }, rank: asked.near && Number.isFinite(metres) ? 1000 - metres / 1000 : score + state + near });
  });
  return hits
    .sort((a, b) => b.rank - a.rank || a.hit.place.nameZh.length - b.hit.place.nameZh.length || (a.hit.place.id < b.hit.place.id ? -1 : 1))
    .slice(0, limit)
    .map(({ hit }) => hit);
}

/** Words written without a space between (`和平火锅`): all ways to cut one in two. */
function cuts(folded: string): readonly (readonly [Word, Word])[] {
  if (!isHan(folded)) return [];
  return Array.from({ length: Math.max(0, folded.length - 3) }, (_, i) => [wordOf(folded.slice(0, i + 2)), wordOf(folded.slice(i + 2))] as const);
}

function split(entry: Entry, halves: readonly (readonly [Word, Word])[]): number {
  let best = 0;
  for (const [first, second] of halves) {
    const met = meets(entry, first);
    if (met > best) best = Math.max(best, Math.min(met, meets(entry, second)) * 0.97);
  }
  return best;
}
