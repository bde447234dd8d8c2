import { FakeSiting } from '../../../web/test/support/fake-siting.ts';

/** The siting side of the stand-in: a made-up neighbourhood, solved by the fake of the unit tests. */

const codes = ['120101', '120104'];
const grid = (prefix, kind, across, up, step, shift) =>
  Array.from({ length: across * up }, (_, k) => ({
    id: `${prefix}${k + 1}`, kind,
    lon: Number((117.16 + shift + step * (k % across)).toFixed(6)), lat: Number((39.1 + shift + step * Math.floor(k / across)).toFixed(6)),
    district: codes[k % across < across / 2 ? 1 : 0],
  }));

const city = {
  demand: [
    ...grid('d-w', 'community', 14, 10, 0.004, 0).map((point, k) => ({ ...point, weight: 80 + ((k * 37) % 240) })),
    ...grid('d-n', 'campus', 2, 2, 0.02, 0.003),
  ],
  candidates: [...grid('c-n', 'metro_exit', 5, 4, 0.011, 0.001).map((point, k) => ({ ...point, name: `${k + 1} 号口` })), ...grid('c-w', 'shop', 9, 7, 0.006, 0.002)],
  existing: [{ id: 'lk01', kind: 'parcel', name: '示例快递柜', lon: 117.18, lat: 39.12, district: '120104', sample: true }],
  sources: ['stand-in'],
  accuracy: 'stand-in',
};

/** Answers `/siting/…`; null for other paths. */
export function sitingSide() {
  const fake = new FakeSiting(city);
  return async (request, send) => {
    const url = new URL(request.url, 'http://mock');
    if (!url.pathname.startsWith('/siting')) return false;
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (url.searchParams.get('f') === 'html') {
      send(200, 'text/html; charset=utf-8', '<!doctype html><html lang="zh-Hans"><title>报告</title><h1>选址报告</h1></html>');
      return true;
    }
    const { status, body, headers } = fake.handle(request.method, request.url, chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : null, request.headers['if-match'] ?? null);
    if (url.searchParams.has('since')) await new Promise((done) => setTimeout(done, 250)); // so that the search is seen to run
    send(status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(body), headers);
    return true;
  };
}
