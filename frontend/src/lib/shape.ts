/** A shape that a person draws: corners in their order, and what of it can be said without a map. */

/** Longitude, latitude, as GeoJSON has them. */
export type Corner = readonly [number, number];

export const FEWEST = 3;
export const MOST = 200;

/** Return the shape as a GeoJSON polygon, its ring closed; empty text while it has too few corners. */
export function toGeoJSON(corners: readonly Corner[]): string {
  const [first] = corners;
  if (!first || corners.length < FEWEST) return "";
  const ring = [...corners, first].map(([lon, lat]) => [Number(lon.toFixed(5)), Number(lat.toFixed(5))]);
  return JSON.stringify({ type: "Polygon", coordinates: [ring] });
}

/** Return the corners that a form holds, without the last that closes the ring; none where it holds no polygon. */
export function fromGeoJSON(text: string): Corner[] {
  try {
    const value = JSON.parse(text) as { coordinates?: unknown } | null;
    const ring = Array.isArray(value?.coordinates) ? (value.coordinates[0] as unknown) : undefined;
    return Array.isArray(ring) ? ring.slice(0, -1).filter(isCorner) : [];
  } catch {
    return [];
  }
}

function isCorner(value: unknown): value is Corner {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
}

/** Whether two sides of the closed shape that are no neighbours cross. */
export function crosses(corners: readonly Corner[]): boolean {
  const sides = corners.map((corner, index) => [corner, corners[(index + 1) % corners.length] ?? corner] as const);
  return sides.some(([start, end], one) =>
    sides.some(([from, to], other) => {
      const apart = other > one + 1 && !(one === 0 && other === sides.length - 1);
      return apart && turn(start, end, from) !== turn(start, end, to) && turn(from, to, start) !== turn(from, to, end);
    }),
  );
}

function turn(start: Corner, corner: Corner, end: Corner): number {
  return Math.sign((corner[0] - start[0]) * (end[1] - start[1]) - (corner[1] - start[1]) * (end[0] - start[0]));
}
