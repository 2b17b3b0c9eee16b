/** Small geometry on degrees, good enough for choosing what to show within one region. */
import type { MultiPolygon } from "geojson";
import type { Place } from "./place-inputs";

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

export interface NamedPlace extends Place {
  readonly name: string;
  readonly kind: string;
}

/** Whether two bounds share a point. */
export function overlap(one: Bounds, other: Bounds): boolean {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}

/** Return bounds grown by a share of their size on every side, kept on the globe. */
export function grown(bounds: Bounds, share: number): Bounds {
  const [west, south, east, north] = bounds;
  const [wide, high] = [(east - west) * share, (north - south) * share];
  return [Math.max(-180, west - wide), Math.max(-85, south - high), Math.min(180, east + wide), Math.min(85, north + high)];
}

/** Return the least bounds around places, or undefined for none. */
export function boundsOf(places: readonly Place[]): Bounds | undefined {
  if (places.length === 0) return undefined;
  const lons = places.map((each) => each.lon);
  const lats = places.map((each) => each.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** Return the corners of some areas. */
export function cornersOf(areas: MultiPolygon | undefined): Place[] {
  return (areas?.coordinates ?? []).flat(2).flatMap(([lon, lat]) => (lon === undefined || lat === undefined ? [] : [{ lat, lon }]));
}

/** Return the neighbourhood nearest to a place. A degree of longitude is shortened by the latitude. */
export function nearest(place: Place, names: readonly NamedPlace[]): NamedPlace | undefined {
  const narrow = Math.cos((place.lat * Math.PI) / 180);
  const away = (other: Place): number => (other.lat - place.lat) ** 2 + ((other.lon - place.lon) * narrow) ** 2;
  let best: NamedPlace | undefined;
  for (const each of names) {
    if (each.kind === "neighbourhood" && (!best || away(each) < away(best))) best = each;
  }
  return best;
}
