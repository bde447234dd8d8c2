import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { load, loadAll } from './support/deps.mjs';
import { json, target } from './support/target.mjs';

/**
 * Tiles, read by the libraries that others read them with. At zoom 14 every point of the API must be
 * in exactly one tile, with the properties of the contract.
 */

const { VectorTile } = loadAll('@mapbox/vector-tile');
const pbf = loadAll('pbf');
const Pbf = pbf.PbfReader ?? pbf.Pbf ?? pbf.default ?? pbf;

let server;
let site;
before(async () => {
  server = await target();
  site = await json(`${server.url}/api/site`);
});
after(() => server?.stop());

const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
const row = (lat, z) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);

async function tile(source, z, x, y) {
  const response = await fetch(`${server.url}/tiles/${source}/${z}/${x}/${y}.mvt`);
  if (response.status === 204) return null;
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/vnd.mapbox-vector-tile');
  return new VectorTile(new Pbf(new Uint8Array(await response.arrayBuffer())));
}

/** [feature, longitude, latitude, tile] of one layer of every tile that covers the site at a zoom. */
async function everywhere(source, layer, z) {
  const [west, south, east, north] = site.bounds;
  const found = [];
  for (let x = column(west, z); x <= column(east, z); x++) {
    for (let y = row(north, z); y <= row(south, z); y++) {
      const decoded = (await tile(source, z, x, y))?.layers[layer];
      for (let i = 0; i < (decoded?.length ?? 0); i++) {
        const feature = decoded.feature(i);
        const { geometry } = feature.toGeoJSON(x, y, z);
        found.push({ properties: feature.properties, geometry, at: `${z}/${x}/${y}` });
      }
    }
  }
  return found;
}

/** The tiles of zoom `z` that may hold a point read from a coarser tile: its own and, near an edge, the next ones. */
function candidates([lon, lat], z, slack) {
  const result = new Set();
  for (const dx of [-slack, 0, slack]) for (const dy of [-slack, 0, slack]) result.add(`${column(lon + dx, z)}/${row(lat + dy, z)}`);
  return [...result].map((it) => it.split('/').map(Number));
}

for (const layer of ['carriers', 'night_streets', 'lockers', 'checkin_spots', 'heritage_blocks']) {
  test(`${layer}: as many points in the tiles of zoom 14 as the API counts, each once`, async () => {
    const items = await json(`${server.url}/ogc/collections/${layer}/items?limit=1000`);
    const stated = site.live.find((it) => it.id === layer);
    assert.equal(items.numberMatched, stated.count);
    // Those whose place is not known are listed only; carriers known by district are drawn all the same.
    const drawn = items.features.filter((it) => it.geometry !== null || it.properties.placement === 'district').map((it) => it.properties.id).sort();

    const coarse = await everywhere(layer, layer, 9);
    assert.deepEqual(coarse.map((it) => it.properties.id).sort(), drawn, 'zoom 9');

    const tiles = new Map();
    for (const { geometry } of coarse) {
      for (const [x, y] of candidates(geometry.coordinates, 14, 0.0004)) tiles.set(`${x}/${y}`, [x, y]);
    }
    const fine = [];
    for (const [x, y] of tiles.values()) {
      const decoded = (await tile(layer, 14, x, y))?.layers[layer];
      for (let i = 0; i < (decoded?.length ?? 0); i++) fine.push({ properties: decoded.feature(i).properties, point: decoded.feature(i).toGeoJSON(x, y, 14).geometry });
    }
    assert.deepEqual(fine.map((it) => it.properties.id).sort(), drawn, 'zoom 14');

    const byId = new Map(items.features.map((it) => [it.properties.id, it]));
    for (const { properties, point } of fine) {
      const item = byId.get(properties.id);
      assert.equal(properties.name_zh, item.properties.name_zh);
      assert.ok(Object.values(properties).every((value) => value !== ''), 'an empty property');
      const lon = item.geometry?.type === 'Point' ? item.geometry.coordinates[0] : item.properties.lon;
      const lat = item.geometry?.type === 'Point' ? item.geometry.coordinates[1] : item.properties.lat;
      if (lon === undefined || item.properties.placement === 'district') continue;
      // A step of the tile grid at zoom 14 is 0.6 m.
      assert.ok(Math.abs(point.coordinates[0] - lon) < 2e-5 && Math.abs(point.coordinates[1] - lat) < 2e-5, `${properties.id} moved`);
    }
  });
}

test('districts: one label each, in one tile each, with the group they belong to', async () => {
  for (const z of [7, 9, 10]) {
    const labels = await everywhere('districts', 'districts_label', z);
    assert.equal(labels.length, site.live.find((it) => it.id === 'districts').count, `zoom ${z}`);
    for (const { properties } of labels) assert.match(properties.group, /^(inner|ring|binhai|outer)$/);
  }
});

test('districts: their borders are lines, outer or inner', async () => {
  const borders = await everywhere('districts', 'districts_border', 8);
  assert.ok(borders.some((it) => it.properties.level === 'outer') && borders.some((it) => it.properties.level === 'inner'));
  for (const { geometry } of borders) assert.match(geometry.type, /LineString$/);
});

test('a composite has the layers of each of its sources', async () => {
  const decoded = await tile('districts,carriers,night_streets', 10, column(117.2, 10), row(39.13, 10));
  for (const layer of ['districts', 'carriers', 'night_streets']) assert.ok(decoded.layers[layer], layer);
});

test('the archive is read by pmtiles', { skip: process.env.JINTU_ARCHIVE ? false : 'JINTU_ARCHIVE is not set' }, async () => {
  const { openAsBlob } = await import('node:fs');
  const { PMTiles } = loadAll('pmtiles');
  const blob = await openAsBlob(process.env.JINTU_ARCHIVE);
  const source = { getKey: () => 'archive', getBytes: async (offset, length) => ({ data: await blob.slice(offset, offset + length).arrayBuffer() }) };
  const archive = new PMTiles(source);
  const header = await archive.getHeader();
  assert.equal(header.specVersion, 3);
  assert.equal(header.maxZoom, 14);
  const metadata = await archive.getMetadata();
  const layers = metadata.vector_layers.map((it) => it.id);
  for (const layer of ['water', 'roads', 'places']) assert.ok(layers.includes(layer), layer);
  // The same bytes' worth of tile by way of the server and by way of the archive.
  const [x, y] = [column(header.centerLon, 10), row(header.centerLat, 10)];
  const stored = await archive.getZxy(10, x, y);
  const served = await tile('basemap', 10, x, y);
  assert.equal(stored === undefined, served === null);
  // And by ranges over HTTP, as a client elsewhere reads it.
  const remote = new PMTiles(`${server.url}/archives/basemap.pmtiles`);
  assert.deepEqual((await remote.getHeader()).numAddressedTiles, header.numAddressedTiles);
  assert.deepEqual((await remote.getZxy(10, x, y))?.data, stored?.data);
  if (stored) assert.deepEqual(Object.keys(new VectorTile(new Pbf(new Uint8Array(stored.data))).layers).sort(), Object.keys(served.layers).sort());
});
