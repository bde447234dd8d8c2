import { statuses as statusWordings, themes as themeWordings } from '../../../../../data/words/places.json';
import { say } from '../../../kit/words.ts';

/** Fields of the records and what stands in them, for people. */

const side = (wordings: Readonly<Record<string, { readonly zh: string; readonly en: string }>>, lang: 'zh' | 'en'): Record<string, string> => Object.fromEntries(Object.entries(wordings).map(([code, it]) => [code, it[lang]]));

export const recordWords = {
  boundaryWords: say({ none: '尚无边界', indicative: '示意边界', surveyed: '实测边界' } as Record<string, string>, { none: 'no boundary yet', indicative: 'indicative', surveyed: 'surveyed' } as Record<string, string>),
  fieldNames: say(
    {
      id: '标识', name_zh: '名称', name_en: '英文名称', pinyin: '拼音', initials: '首字母', kind: '类型', theme: '业态', status: '运营状态', status_zh: '建设与运营情况', operator: '运营方', named_in_plan: '规划点名',
      placement: '落图方式', boundary_status: '边界状态', boundary_accuracy_m: '轮廓误差（米）', area_ha: '公布面积（公顷）', address: '地址', extent_text: '范围（原文）', district: '所在区', district_code: '所在区代码',
      district_codes: '相关区代码', lon: '经度', lat: '纬度', label_lon: '注记经度', label_lat: '注记纬度', position_accuracy_m: '位置误差（米）', accuracy_m: '轮廓误差（米）', basis: '位置依据（原文）', basis_zh: '位置依据',
      summary_zh: '简介', source: '来源', license: '许可',
    } as Record<string, string>,
    {
      id: 'Id', name_zh: 'Chinese name', name_en: 'English name', pinyin: 'Pinyin', initials: 'Initials', kind: 'Kind', theme: 'Trade', status: 'Operation', status_zh: 'Building and operation', operator: 'Operator', named_in_plan: 'Named in the plan',
      placement: 'Placement', boundary_status: 'Status', boundary_accuracy_m: 'Accuracy (m)', area_ha: 'Stated area (ha)', address: 'Address', extent_text: 'Extent, as stated', district: 'District', district_code: 'District code',
      district_codes: 'District codes', lon: 'Longitude', lat: 'Latitude', label_lon: 'Longitude of the label', label_lat: 'Latitude of the label', position_accuracy_m: 'Accuracy of the position (m)', accuracy_m: 'Accuracy (m)', basis: 'What the position rests on (original)', basis_zh: 'What the position rests on',
      summary_zh: 'Summary', source: 'Source', license: 'Licence',
    } as Record<string, string>,
  ),
  /** By field, what its codes say. */
  valueNames: say(
    { boundary_status: { none: '尚无边界', indicative: '示意边界', surveyed: '实测边界' }, kind: { park: '园区', building: '主题楼宇' }, status: side(statusWordings, 'zh'), theme: side(themeWordings, 'zh'), placement: { point: '有确切位置', district: '只知所在区' } } as Record<string, Record<string, string>>,
    { boundary_status: { none: 'no boundary yet', indicative: 'indicative', surveyed: 'surveyed' }, kind: { park: 'park', building: 'theme building' }, status: side(statusWordings, 'en'), theme: side(themeWordings, 'en'), placement: { point: 'located', district: 'district only' } } as Record<string, Record<string, string>>,
  ),
  yes: say('是', 'yes'),
  no: say('否', 'no'),
  fieldWas: say((name: string, was: string, now: string) => `${name}：${was} → ${now}`, (name: string, was: string, now: string) => `${name}: ${was} → ${now}`),
  fieldSet: say((name: string, now: string) => `${name}：${now}（原来没有）`, (name: string, now: string) => `${name}: ${now} (nothing before)`),
  fieldGone: say((name: string, was: string) => `${name}：去掉（原为 ${was}）`, (name: string, was: string) => `${name}: removed (was ${was})`),
  outlinedNow: say((area: string) => `首次画出边界，${area}`, (area: string) => `Its first outline, ${area}`),
  unoutlined: say((area: string) => `去掉边界（原 ${area}）`, (area: string) => `Its outline is taken away (was ${area})`),
  reshaped: say((was: string, now: string, percent: string) => `面积 ${was} → ${now}（${percent}）`, (was: string, now: string, percent: string) => `Area ${was} → ${now} (${percent})`),
  verticesWere: say((was: number, now: number) => `界点 ${was} → ${now}`, (was: number, now: number) => `Vertices ${was} → ${now}`),
  moved: say('位置改了', 'Its position is another'),
  placed: say('有了位置', 'It has a position now'),
  unplaced: say('去掉了位置', 'Its position is taken away'),
  nothingDiffers: say('没有差别', 'Nothing differs'),
  statedSmaller: say((stated: string, percent: string) => `比公布面积 ${stated} 公顷小 ${percent}`, (stated: string, percent: string) => `${percent} smaller than the stated ${stated} ha`),
  statedLarger: say((stated: string, percent: string) => `比公布面积 ${stated} 公顷大 ${percent}`, (stated: string, percent: string) => `${percent} larger than the stated ${stated} ha`),
  statedSame: say((stated: string) => `与公布面积 ${stated} 公顷相符`, (stated: string) => `It agrees with the stated ${stated} ha`),
};
