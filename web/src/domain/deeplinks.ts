import { toGcj02, wgs84, type Gcj02, type Wgs84 } from './datum.ts';
import type { LonLat } from './types.ts';

/** Addresses that open a walk to a place in a navigation app, each in the datum that app reads. */

/** Where a place is too uncertain to be led to: Amap asked for its name in Tianjin. */
export const searchLink = (name: string): string => `https://uri.amap.com/search?${new URLSearchParams({ keyword: `天津 ${name}`, city: '120000', src: 'jintu', callnative: '1' })}`;

export const navigationApps = ['amap', 'baidu', 'tencent', 'apple'] as const;
export type NavigationApp = (typeof navigationApps)[number];

const fixed = (value: number) => value.toFixed(6);
const lonLat = ({ lonLat: [lon, lat] }: Wgs84 | Gcj02) => `${fixed(lon)},${fixed(lat)}`;
const latLon = ({ lonLat: [lon, lat] }: Wgs84 | Gcj02) => `${fixed(lat)},${fixed(lon)}`;

/** 高德: GCJ-02. */
export function amapLink(to: Gcj02, name: string): string {
  // A comma would end the name early.
  const label = encodeURIComponent(name.replaceAll(',', ' '));
  return `https://uri.amap.com/navigation?to=${lonLat(to)},${label}&mode=walk&src=jintu&coordinate=gaode&callnative=1`;
}

/** 百度: reads BD-09 unless told otherwise, so it is told. */
export function baiduLink(to: Gcj02, name: string): string {
  const destination = `latlng:${latLon(to)}|name:${name.replaceAll('|', ' ')}`;
  const query = [
    `origin=${encodeURIComponent('我的位置')}`,
    `destination=${encodeURIComponent(destination)}`,
    'mode=walking',
    `region=${encodeURIComponent('天津')}`,
    'coord_type=gcj02',
    'output=html',
    'src=webapp.jintu.map',
  ];
  return `https://api.map.baidu.com/direction?${query.join('&')}`;
}

/** 腾讯: coord_type 1 is GPS, which it converts itself. */
export function tencentLink(to: Wgs84, name: string): string {
  return `https://apis.map.qq.com/uri/v1/routeplan?type=walk&to=${encodeURIComponent(name)}&tocoord=${latLon(to)}&coord_type=1&referer=jintu`;
}

/** Apple: in mainland China its map, and the coordinates it is given, are GCJ-02. */
export function appleLink(to: Gcj02, name: string): string {
  return `https://maps.apple.com/?daddr=${latLon(to)}&dirflg=w&q=${encodeURIComponent(name)}`;
}

export function navigationLinks(position: LonLat, name: string): Record<NavigationApp, string> {
  const gps = wgs84(position);
  const gcj = toGcj02(gps);
  return { amap: amapLink(gcj, name), baidu: baiduLink(gcj, name), tencent: tencentLink(gps, name), apple: appleLink(gcj, name) };
}
