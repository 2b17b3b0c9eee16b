/** Borders drawn where "nearest neighbourhood" changes: what the names on a map mean here, for any gazetteer. */
import { Delaunay } from "d3-delaunay";
import type { MultiLineString } from "geojson";
import type { Bounds, NamedPlace } from "./geography";
import { grown } from "./geography";

/** A border further than this from the two places it divides says nothing: it lies in a desert or in the sea. */
const FARTHEST_DEGREES = 0.09;

type Pair = [number, number];

/** Return the borders between the neighbourhoods' cells, each once. */
export function bordersOf(places: readonly NamedPlace[], bounds: Bounds): MultiLineString {
  const centres = places.filter((each) => each.kind === "neighbourhood");
  const narrow = Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180);
  const points = centres.map(({ lon, lat }): Pair => [lon * narrow, lat]);
  const [west, south, east, north] = grown(bounds, 0.25);
  const voronoi = Delaunay.from(points).voronoi([west * narrow, south, east * narrow, north]);
  const lines: number[][][] = [];
  points.forEach((here, index) => {
    const corners = voronoi.cellPolygon(index) ?? [];
    corners.slice(1).forEach((end, before) => {
      const start = corners[before];
      if (!start) return;
      const there = neighbourAcross(points, voronoi.neighbors(index), here, start, end);
      if (there !== undefined && there > index) lines.push([start, end].map(([x, y]) => [x / narrow, y]));
    });
  });
  return { type: "MultiLineString", coordinates: lines };
}

/** Return the neighbour whose cell begins beyond an edge, unless both are far from it. */
function neighbourAcross(
  points: readonly Pair[],
  candidates: Iterable<number>,
  here: Pair,
  start: Pair,
  end: Pair,
): number | undefined {
  const middle: Pair = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
  const reach = Math.hypot(here[0] - middle[0], here[1] - middle[1]);
  if (reach > FARTHEST_DEGREES) return undefined;
  for (const candidate of candidates) {
    const point = points[candidate];
    if (point && Math.abs(Math.hypot(point[0] - middle[0], point[1] - middle[1]) - reach) < 1e-9) return candidate;
  }
  return undefined;
}
