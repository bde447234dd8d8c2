import { ask, HttpError } from '../kit/http/http.ts';
import { noteRead } from '../offline/page.ts';
import { lastTrainOf, type LastTrain } from '../domain/last-trains.ts';
import { placeOf, type Place, type PlaceLayer, type Site } from '../domain/types.ts';
import { noVenues, venuesOf, type VenueColumns, type Venues } from '../domain/venues.ts';

/** The server, as `docs/http.md` describes it. */

async function get<T>(path: string, accept: string, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, { headers: { accept }, ...(signal && { signal }) });
  noteRead(path);
  return (await response.json()) as T;
}

export const getSite = (signal?: AbortSignal): Promise<Site> => get('/api/site', 'application/json', signal);

/** First and last trains that were entered. */
export async function getLastTrains(signal?: AbortSignal): Promise<readonly LastTrain[]> {
  const { features } = await get<GeoJSON.FeatureCollection>('/ogc/collections/last_trains/items?limit=2000', 'application/geo+json', signal);
  return features.map((feature) => lastTrainOf(feature.properties ?? {})).filter((train) => train !== null);
}

/** The places with opening hours of an imported extract. */
export async function getVenues(signal?: AbortSignal): Promise<Venues> {
  try {
    return venuesOf(await get<VenueColumns>('/api/venues', 'application/json', signal));
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return noVenues;
    throw error;
  }
}

/** All records of a layer. A page may hold fewer than were asked for: the server bounds its bytes too. */
export async function getPlaces(layer: PlaceLayer, signal?: AbortSignal): Promise<Place[]> {
  const places: Place[] = [];
  for (let offset = 0; ; ) {
    const from = offset === 0 ? '' : `&offset=${offset}`;
    let page: GeoJSON.FeatureCollection & { numberMatched?: number };
    try {
      page = await get(`/ogc/collections/${layer}/items?limit=1000${from}`, 'application/geo+json', signal);
    } catch (error) {
      if (error instanceof HttpError && error.status === 404) return []; // a layer that this server does not have
      throw error;
    }
    for (const feature of page.features) {
      const place = placeOf(layer, feature);
      if (place) places.push(place);
    }
    offset += page.features.length;
    if (page.features.length === 0 || offset >= (page.numberMatched ?? 0)) return places;
  }
}
