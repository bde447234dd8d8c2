import { say } from '../../../kit/words.ts';

/** Snapping: Chinese, then English. */
export const snapWords = {
  snap: say('吸附到邻界、区界和道路', 'Snap to neighbours, districts and roads'),
  snapShort: say('吸附', 'Snap'),
  snapRoads: say('吸附到道路中心线（OSM，位置有数米误差，不是用地红线）', 'Snap to the centre lines of roads (OSM: off by metres, and no boundary of land)'),
  snapRoadsShort: say('道路', 'Roads'),
  roadsOn: say(
    (how: string) => (({ small: '放大到看清街道后，可吸附到道路中心线。', reading: '正在读取道路…', failed: '没能读到道路；移动地图会再试。', many: '这里道路太多，只读到一部分；放大后读全。' }) as Record<string, string>)[how] ?? '可吸附到道路中心线（OSM，位置有数米误差，不是用地红线）。',
    (how: string) => (({ small: 'Zoom in until streets can be told apart to snap to roads.', reading: 'Reading the roads…', failed: 'The roads could not be read; it is tried again when the map moves.', many: 'There are too many roads here to read them all; zoom in.' }) as Record<string, string>)[how] ?? 'Corners snap to the centre lines of roads (OSM: off by metres, and no boundary of land).',
  ),
  targets: say({ vertex: '界点', edge: '边界', road: '道路中心线' }, { vertex: 'vertex', edge: 'border', road: 'road centre line' }),
  districtBorder: say('区界', 'district border'),
  targetOn: say((kind: string, name: string) => (name === '' ? kind : `${kind} · ${name}`), (kind: string, name: string) => (name === '' ? kind : `${kind} · ${name}`)),
  roadKinds: say(
    { motorway: '高速公路', trunk: '快速路', primary: '主干路', secondary: '次干路', tertiary: '支路', minor: '街巷', service: '内部道路', track: '土路', pedestrian: '步行街', path: '小路', steps: '台阶' } as Record<string, string>,
    { motorway: 'motorway', trunk: 'trunk road', primary: 'primary road', secondary: 'secondary road', tertiary: 'tertiary road', minor: 'street', service: 'service road', track: 'track', pedestrian: 'pedestrian street', path: 'path', steps: 'steps' } as Record<string, string>,
  ),
  snapVertex: say('贴近', 'Snap to nearest'),
  nothingNear: say('附近没有可以贴上的边界或道路；缩小地图或移近再试。', 'There is no border or road near enough; zoom out, or move nearer.'),
  isThere: say((what: string) => `已经在${what}上。`, (what: string) => `It is on the ${what} already.`),
  snappedTo: say((what: string) => `已贴到${what}`, (what: string) => `Put onto the ${what}`),
};
