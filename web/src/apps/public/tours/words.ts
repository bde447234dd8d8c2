import type { Lang } from '../../../domain/urlstate.ts';

const zh = {
  title: '今晚路线',
  from: (name: string) => `从“${name}”出发`,
  budget: '总共时间',
  minutes: (count: number) => `${count} 分钟`,
  stay: (count: number) => `每处停留 ${count} 分钟；只走确知营业、离开前不打烊的地方`,
  looking: '正在算路线…',
  summary: (places: number, minutes: number) => `${places} 处 · 步行 ${minutes} 分钟`,
  ends: (clock: string) => `${clock} 结束`,
  walk: (minutes: number) => `步行 ${minutes} 分钟`,
  show: '在地图上看',
  none: '这段时间里没有合适的路线',
  noneHint: '附近确知营业的地方不够，或走不到。可把时间放长，或换一个起点。',
  noNetwork: '还没有步行网',
  noNetworkHint: '导入 OpenStreetMap 数据后才能算路线。',
  failed: '算不出来，服务器没有回答',
  retry: '重试',
  note: '步行按每分钟 75 米计，不计红灯；路网 © OpenStreetMap 贡献者，可能有缺漏。起点只用地点的位置，不发送您的位置。',
  start: '今晚路线：从这里走走',
};

const en: typeof zh = {
  title: 'Evening tour',
  from: (name: string) => `From ${name}`,
  budget: 'Time in all',
  minutes: (count: number) => `${count} min`,
  stay: (count: number) => `${count} minutes at each place; only places known to be open until you leave`,
  looking: 'Looking for tours…',
  summary: (places: number, minutes: number) => `${places} ${places === 1 ? 'place' : 'places'} · ${minutes} min on foot`,
  ends: (clock: string) => `ends ${clock}`,
  walk: (minutes: number) => `${minutes} min on foot`,
  show: 'Show on the map',
  none: 'No tour fits into this time',
  noneHint: 'Too few places nearby are known to be open, or they are too far. Try more time, or another start.',
  noNetwork: 'There is no walking network yet',
  noNetworkHint: 'Tours need imported OpenStreetMap data.',
  failed: 'The server did not answer',
  retry: 'Try again',
  note: 'At 75 m a minute, lights not counted; ways © OpenStreetMap contributors, with gaps. The start is the place’s position: yours is not sent.',
  start: 'Evening tour from here',
};

export const tourWords: Record<Lang, typeof zh> = { zh, en };
