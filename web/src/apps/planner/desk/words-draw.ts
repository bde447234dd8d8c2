import { n, say } from '../../../kit/words.ts';

/** Words of what is drawn on the map, uploaded and measured: Chinese, then English. */

export const drawWords = {
  around: say((name: string) => `${name}一带`, (name: string) => `around ${name}`),
  edit: say('修改', 'Change'),
  pointAtPlaceholder: say('或输入 经度, 纬度', 'or type lon, lat'),

  // candidates
  drawCandidates: say('在地图上点候选点', 'Candidates on the map'),
  drawingCandidates: say('点空处添一个候选点，点已有的候选点则排除它（再点恢复）', 'Click where a candidate is to be; click one that is there to exclude it, or take it back'),
  candidateAt: say('候选点的经纬度', 'Longitude, latitude of a candidate'),
  drawnName: say((number: number) => `自选点 ${number}`, (number: number) => `Own place ${number}`),
  outlines: say({ take: '画范围：只取其内', leave: '画范围：排除其内' }, { take: 'Outline: only inside', leave: 'Outline: leave out' }),
  outlineUses: say({ take: '只取', leave: '排除' }, { take: 'only in', leave: 'not in' }),
  outlineOf: say((use: string, size: string) => `${use}手绘范围 ${size}`, (use: string, size: string) => `${use} a drawn outline of ${size}`),
  excludedCount: say((count: number) => `已排除 ${n(count)} 个候选点`, (count: number) => `${n(count)} candidates excluded`),
  legendExcluded: say('已排除的候选点', 'Excluded candidate'),

  // outlines and measuring
  drawingOutline: say((corners: number) => `点地图逐个定角点${corners > 0 ? `，已有 ${corners} 个` : ''}；至少三个`, (corners: number) => `Click the corners one by one${corners > 0 ? `; ${corners} so far` : ''}; three at least`),
  outlineCrosses: say('边线相交了，请退回一步', 'The sides cross: take a step back'),
  measureTool: say('量距离和面积', 'Measure distance and area'),
  measuring: say('点地图量距离；三点以上同时量面积', 'Click to measure; three points and more have an area'),
  measured: say((length: string, area: string) => `全长 ${length}${area === '' ? '' : ` · 围起 ${area}`}`, (length: string, area: string) => `${length} along${area === '' ? '' : ` · ${area} within`}`),
  done: say('完成', 'Done'),
  backOne: say('退一步', 'Step back'),
  cancelDrawing: say('取消', 'Cancel'),
  keyboardAim: say('键盘：方向键移动地图，Enter 取十字处', 'Keyboard: arrows move the map, Enter takes the cross'),

  // uploads
  uploadFormats: say('CSV、XLSX、GeoJSON、GeoPackage、Shapefile（zip）、KML；面以其内一点代表。', 'CSV, XLSX, GeoJSON, GeoPackage, Shapefile (zip) or KML; an area stands for a point inside it.'),
  systems: say(
    { WGS84: '文件自带，否则 WGS 84', GCJ02: 'GCJ-02（火星）', BD09: 'BD-09（百度）', 'EPSG:4490': 'CGCS2000 经纬度', 'EPSG:4548': 'CGCS2000 / 3°带 117E（4548）', 'EPSG:4527': 'CGCS2000 / 3°带 39（4527）' },
    { WGS84: 'As the file says, else WGS 84', GCJ02: 'GCJ-02', BD09: 'BD-09', 'EPSG:4490': 'CGCS2000 lon, lat', 'EPSG:4548': 'CGCS2000 / 117E (4548)', 'EPSG:4527': 'CGCS2000 / zone 39 (4527)' },
  ),
  record: say((number: number) => `第 ${number} 条`, (number: number) => `Record ${number}`),
  uploadedAs: say((format: string, crs: string) => `读作 ${format}，坐标系 ${crs}`, (format: string, crs: string) => `Read as ${format}, coordinates ${crs}`),

  // demand
  demandMore: say('粒度与手工改动', 'Grain, and changes by hand'),
  gather: say('需求的粒度', 'Grain of the demand'),
  gathers: say({ none: '逐点', grid: '按网格', group: '按街道' }, { none: 'Point by point', grid: 'By grid', group: 'By subdistrict' }),
  gridMetres: say('网格边长', 'Side of a cell'),
  gatherHint: say('一格（组）的人数相加，放在最靠近其人口重心的那一点上。', 'The people of a cell or group stand at the member nearest to their centre.'),
  gatherNoGroups: say('城市数据没有街道：请上传带“街道”或“分组”列的需求表。', 'The city\'s data know no subdistricts: upload demand with a column “subdistrict” or “group”.'),
  editDemand: say('在地图上改需求', 'Edit on the map'),
  editingDemand: say('点需求点改人数，点空处添一个', 'Click a point to change its people, an empty place to add one'),
  findDemand: say('按名称找需求点', 'Find a demand point'),
  demandAt: say('需求点的经纬度', 'Longitude, latitude of a demand point'),
  drawnDemandName: say((number: number) => `自设需求 ${number}`, (number: number) => `Own demand ${number}`),
  demandAway: say('删去这个点', 'Take it away'),
  demandBack: say('恢复原值', 'As it was'),
  demandEdits: say((edited: number, added: number, away: number) => `手工改动：改 ${n(edited)}，增 ${n(added)}，删 ${n(away)}`, (edited: number, added: number, away: number) => `By hand: ${n(edited)} changed, ${n(added)} added, ${n(away)} taken away`),
};
