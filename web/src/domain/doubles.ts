import { distance } from './distance.ts';
import { placeLayers, type Place, type PlaceLayer } from './types.ts';

const near = 400; // metres
const bare = (name: string): string => name.split(/[（(]/)[0]!.trim();

/**
 * Ids of places that stand beside one of the same name in a layer before theirs (a street that is a
 * sight too): the map writes the name once. All stay in the list, each with its own card.
 */
export function doubles(places: Partial<Record<PlaceLayer, readonly Place[]>>, layers: readonly string[]): string[] {
  const named = new Map<string, Place[]>();
  const result: string[] = [];
  for (const layer of placeLayers) {
    if (!layers.includes(layer)) continue;
    for (const place of places[layer] ?? []) {
      if (place.position === null) continue;
      const name = bare(place.nameZh);
      const others = named.get(name) ?? [];
      const position = place.position;
      if (others.some((other) => other.layer !== layer && distance(other.position!, position) < near)) result.push(place.id);
      else named.set(name, [...others, place]);
    }
  }
  return result;
}
