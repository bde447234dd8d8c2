import { codes as codeWordings, event_kinds as eventKindWordings, statuses as statusWordings, themes as themeWordings } from '../../../../data/words/places.json';
import type { Bilingual } from '../../domain/bilingual.ts';
import { districtNames } from '../../domain/districts.ts';
import type { Lang } from '../../domain/urlstate.ts';
import type { Words } from './words/zh.ts';

export type { Words } from './words/zh.ts';

/** Every word that the page says in one language: each is read when it is first chosen. */
export const wordsOf = async (lang: Lang): Promise<Words> => (lang === 'zh' ? (await import('./words/zh.ts')).zh : (await import('./words/en.ts')).en);

/** Codes in the data, for people. */
const codes: Readonly<Record<string, Bilingual>> = codeWordings;

export const eventKinds: Readonly<Record<string, Bilingual>> = eventKindWordings;

const statuses: Readonly<Record<string, Bilingual>> = statusWordings;
/** Of a carrier: whether it operates. */
export const statusWords = (status: string, lang: Lang): string => statuses[status]?.[lang] ?? status;

/** A code such as `night_market; mall` in words; codes not known are shown as they are, readably. */
export function codeWords(value: string, lang: Lang): string {
  return value
    .split(';')
    .map((code) => code.trim())
    .filter((code) => code !== '')
    .map((code) => codes[code]?.[lang] ?? code.replaceAll('_', ' '))
    .join(lang === 'zh' ? '、' : ', ');
}

const themeWords: Readonly<Record<string, Bilingual>> = themeWordings;

export function themeName(theme: string, lang: Lang): string {
  return themeWords[theme]?.[lang] ?? theme;
}

/** What the manifest says of the layers in English, for Chinese pages: where they are from, how exact they are. */
const layerChinese: Partial<Record<string, readonly [string, string]>> = {
  districts: ['区界：Apache ECharts 4.9.0；人口：国家统计局 2020 年普查', '每个区 95% 的界线误差在 100 至 2150 米以内，半数在 16 至 35 米以内；部分为旧界，不是法定界线'],
  carriers: ['津图贡献者整理，每条记录注明来源', '位置误差 300 至 4500 米；没有测绘；三个轮廓为示意，两个只到区'],
  night_streets: ['津图贡献者整理，每条记录注明来源', '位置误差 60 至 5000 米；品牌为示例；营业时间只有六处有来源'],
  checkin_spots: ['津图贡献者整理，每条记录注明来源', '位置误差 60 至 4500 米'],
  heritage_blocks: ['津图贡献者整理，每条记录注明来源', '位置误差 150 至 2000 米；三个轮廓为示意，误差 200 至 300 米'],
  lockers: ['示例记录', '借用其他记录的位置，不是真实设施'],
};

/** `given` is the manifest's own text, which stands where there is no Chinese. */
export const layerSource = (layer: string, given: string, lang: Lang): string => (lang === 'zh' ? layerChinese[layer]?.[0] ?? given : given);
export const layerAccuracy = (layer: string, given: string, lang: Lang): string => (lang === 'zh' ? layerChinese[layer]?.[1] ?? given : given);

/** Working notes beside the sources, in Chinese. */
const noteChinese: readonly (readonly [RegExp, string])[] = [
  [/LOW reliability site/g, '可靠性低的网站'], [/LOW reliability/g, '可靠性低'], [/no source found/g, '没有找到来源'], [/name known from the project list only/g, '名称仅见于项目清单'],
  [/Plan \(draft, 2020-10, names the carrier\):\s*/g, '规划征求意见稿（2020 年 10 月，点名该载体）：'], [/\(older copy, with coordinate\)/g, '（旧副本，含坐标）'], [/\(copy\)/g, '（转载）'], [/repost of /g, '转载自 '],
  [/2006: nine protection areas, 357 ha together, and five style areas/g, '2006 年：9 处保护区共 357 公顷，另有 5 处风貌区'], [/(\d{4}-\d\d-\d\d) opening/g, '$1 开业'], [/names it as a spot/g, '列为打卡地'],
  [/names 先农商贸区/g, '提到先农商贸区'], [/2 million visits since opening the September before/g, '开业以来客流 200 万人次'], [/ report of (\d{4}-\d\d)/g, ' $1 报道'], [/ \(天津市政府网 text\)/g, '（天津市政府网）'],
];
export const sourceNote = (label: string, lang: Lang): string => (lang === 'zh' ? noteChinese.reduce((text, [pattern, by]) => text.replace(pattern, by), label) : label);

export function districtName(district: string, lang: Lang): string {
  return district.split('/').map((name) => (lang === 'zh' ? name : districtNames[name] ?? name)).join(lang === 'zh' ? '、' : ', ');
}
