import { workbenchWords } from '../../../kit/headline.tsx';
import { dictionaryOf, say, type WordsOf } from '../../../kit/words.ts';
import { drawWords } from './words-draw.ts';
import { formWords } from './words-form.ts';
import { planWords } from './words-plan.ts';

/** Every word of the workbench: Chinese, then English. */

const pairs = {
  ...workbenchWords,
  title: say('选址工作台', 'Siting workbench'),
  documentTitle: say('选址工作台 · 津图', 'Siting workbench · Jintu'),
  mapLabel: say('选址地图。方向键移动，加减键缩放；所有网点也在面板中。', 'Siting map. Arrow keys move, plus and minus zoom; every site is in the panel too.'),
  mapLabelA: say('方案甲的地图', 'Map of plan A'),
  coordinates: say('经度、纬度', 'Longitude, latitude'),
  mapLabelB: say('方案乙的地图', 'Map of plan B'),
  tabsLabel: say('步骤', 'Steps'),
  tabs: say({ today: '现状', set: '设定', plan: '方案', compare: '对比', saved: '存档' }, { today: 'Today', set: 'Set up', plan: 'Plan', compare: 'Compare', saved: 'Saved' }),
  mapFailedHint: say('面板仍可使用。', 'The panel still works.'),
  unreachable: say('无法连接服务，请检查网络后重试。', 'The service cannot be reached; check the connection and try again.'),
  signInFirst: say('请先登录（地址 /editor，规划员账户），再回到这里重试。', 'Sign in first (at /editor, with a planner\'s account), then try again here.'),
  noRight: say('您的账户没有规划的权限，请找系统管理员。', 'Your account may not plan: ask an administrator.'),
  noService: say('这台服务器没有开通选址服务。', 'This server has no siting service.'),
  busy: say((seconds: number | null) => `求解队列已满${seconds ? `，请 ${seconds} 秒后再试` : '，请稍后再试'}。`, (seconds: number | null) => `The queue is full${seconds ? `; try again in ${seconds} s` : '; try again shortly'}.`),
  noPoints: say('还没有需求点', 'No demand points yet'),
  noPointsHint: say('先导入 OSM 数据（jintu import），或在“设定”的“需求”里上传自己的需求表。', 'Import an OSM extract first (jintu import), or upload a list of your own under Demand in Set up.'),

  ...formWords,
  ...drawWords,
  ...planWords,

  // compare
  planA: say('方案甲', 'Plan A'),
  planB: say('方案乙', 'Plan B'),
  choose: say('请选择', 'Choose'),
  compareNone: say('要有两个方案才能对比', 'Two plans are needed'),
  compareNoneHint: say('求解两次，或从存档里选。', 'Solve twice, or choose saved ones.'),
  measure: say('指标', 'Measure'),
  difference: say('乙比甲', 'B less A'),
  sitesBoth: say('相同的网点', 'Sites in both'),
  sitesOnlyA: say('只在甲', 'Only in A'),
  sitesOnlyB: say('只在乙', 'Only in B'),
  standardForBoth: say((metres: string) => `按 ${metres}计覆盖`, (metres: string) => `coverage at ${metres}`),

  compareModes: say({ label: '比较方式', two: '两个方案', all: '各案共有' }, { label: 'What to compare', two: 'Two plans', all: 'In all plans' }),
  plansCounted: say('计入的方案', 'Plans that count'),
  inPlans: say('入选方案数', 'In how many plans'),
  survivors: say('各方案共有的网点', 'Sites that survive'),
  survivorWords: say(
    (inAll: number, all: number, plans: number) => `${plans} 个方案共用过 ${all} 处新网点，其中 ${inAll} 处每个方案都有。`,
    (inAll: number, all: number, plans: number) => `${plans} plans use ${all} new sites between them; ${inAll} are in every one.`,
  ),
  onlyPlans: say((most: number) => `只计入最近的 ${most} 个方案。`, (most: number) => `Only the latest ${most} plans count.`),
  plansLost: say((titles: string) => `没有方案或读不出，未计入：${titles}`, (titles: string) => `Without a plan, or unreadable, and not counted: ${titles}`),
  inAllPlans: say('每个方案都有', 'In every plan'),
  inSomePlans: say('部分方案有（数字为方案数）', 'In some plans (how many)'),

  // today
  todayTitle: say('现有快递柜覆盖了多少人', 'Whom today\'s lockers reach'),
  allSamples: say('现有的快递柜全部是示例数据：下面的数字只演示算法，不是真实的覆盖。', 'All lockers here are samples: the figures show how it is computed, not what is covered.'),
  noHomes: say((count: number, names: string) => `另有 ${count} 个区无居住数据，不在各项数字之内：${names}`, (count: number, names: string) => `${count} more districts have no data on homes and are in none of the figures: ${names}`),
  heavy: say((count: number, names: string) => `有 ${count} 个居住点各代表 2 万人以上，位置只是示意，结果偏粗：${names}`, (count: number, names: string) => `${count} points stand for more than 20,000 people each; where they are is only a sketch, and results are coarse: ${names}`),
  heavyOne: say((name: string, people: string) => `${name}，${people} 人`, (name: string, people: string) => `${name}, ${people} people`),
  comma: say('、', ', '),
  clause: say('，', ', '),
  semicolon: say('；', '; '),
  withinMinutes: say((minutes: number) => `步行 ${minutes} 分钟内`, (minutes: number) => `Within ${minutes} min on foot`),
  population: say('人口', 'Population'),
  lockers: say('现有快递柜', 'Existing lockers'),
  gaps: say('最大的缺口', 'Largest gaps'),
  gapsHint: say((minutes: number) => `步行 ${minutes} 分钟内没有快递柜的人，相邻合并，按人数排序`, (minutes: number) => `people without a locker within ${minutes} min, merged with neighbours, by size`),
  gapPeople: say((people: string) => `${people} 人`, (people: string) => `${people} people`),
  gapNear: say((walk: string) => `最近的柜 ${walk}`, (walk: string) => `nearest locker ${walk}`),
  gapNone: say('路网上走不到任何柜', 'no locker can be walked to'),
  showGap: say((name: string) => `在地图上看 ${name}`, (name: string) => `Show ${name} on the map`),
  gini: say('基尼系数', 'Gini'),
  fifth: say('最好的五分之一人口够得着', 'The best-served fifth reach'),
  ofSamples: say((count: string) => `其中示例 ${count}`, (count: string) => `${count} of them samples`),
  ofLockers: say((share: string) => `${share} 的柜`, (share: string) => `${share} of lockers`),
  sources: say('数据与精度', 'Data and accuracy'),
  planGap: say('为缺口做方案', 'Plan for the gaps'),

  // legend
  legend: say('图例与图层', 'Legend and layers'),
  layerNames: say(
    { demand: '需求点', candidates: '候选点', walks: '步行去向', catchments: '步行圈' },
    { demand: 'Demand', candidates: 'Candidates', walks: 'Who walks where', catchments: 'Catchments' },
  ),
  catchmentMinutes: say('步行圈（分钟）', 'Catchment (min)'),
  bands: say(
    ['标准一半以内', '标准以内', '超过标准', '没有网点'],
    ['within half the standard', 'within the standard', 'over the standard', 'no site'],
  ),
  legendNew: say('新建网点', 'New site'),
  legendExisting: say('现有快递柜', 'Existing locker'),
  legendLocked: say('锁定', 'Locked'),
  legendCandidate: say('候选点', 'Candidate'),
  legendGap: say('缺口', 'Gap'),
  zoomIn: say('放大', 'Zoom in'),
  zoomOut: say('缩小', 'Zoom out'),
  fit: say('看全', 'Fit'),
  print: say('打印本页', 'Print this page'),
};

export type PlannerWords = WordsOf<typeof pairs>;
export const dictionary = dictionaryOf(pairs);
