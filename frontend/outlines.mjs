// Cut npm's us-atlas (public domain, US Census Bureau) into one small GeoJSON a state, with an index of bounds,
// so that a map loads the outlines it shows and nothing from elsewhere.
import { createRequire } from "node:module";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { feature, merge, mesh } from "topojson-client";

const require = createRequire(import.meta.url);

export async function writeOutlines(folder) {
  const atlas = JSON.parse(await readFile(require.resolve("us-atlas/counties-10m.json"), "utf8"));
  const { counties, states } = atlas.objects;
  await mkdir(folder, { recursive: true });
  const index = [];
  for (const state of states.geometries) {
    const own = counties.geometries.filter((county) => county.id.startsWith(state.id));
    const land = merge(atlas, own);
    const borders = mesh(atlas, { type: "GeometryCollection", geometries: own }, (a, b) => a !== b);
    index.push({ id: state.id, bounds: bounds(land.coordinates.flat(2)) });
    await writeFile(`${folder}${state.id}.json`, JSON.stringify(collection(land, borders)));
  }
  await writeFile(`${folder}index.json`, JSON.stringify(index));
  if (feature(atlas, states).features.length !== index.length) throw new Error("a state is missing");
}

function collection(land, borders) {
  const named = (kind, geometry) => ({ type: "Feature", properties: { kind }, geometry: rounded(geometry) });
  return { type: "FeatureCollection", features: [named("land", land), named("border", borders)] };
}

function rounded(geometry) {
  const round = (value) => (Array.isArray(value) ? value.map(round) : Math.round(value * 1e4) / 1e4);
  return { type: geometry.type, coordinates: round(geometry.coordinates) };
}

function bounds(points) {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}
