/** The look of the map, in the page's own colours: outlines, borders and names; no tiles. */
import type { FeatureCollection, MultiPolygon } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import { bordersOf } from "../lib/borders";
import type { Ground } from "./data";

const NAMES_FROM_ZOOM = 7;
const BORDERS_FROM_ZOOM = 8.5;
const ZIPS_FROM_ZOOM = 12.5;
const WATCHED = "watched";
/** The source of what is being drawn: empty until something is. */
export const DRAWN = "drawn";

/** Return the style for the present colour scheme. Without a glyph address MapLibre draws the system's own letters. */
export function styleOf(ground: Ground): StyleSpecification {
  const colour = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  const style: StyleSpecification = {
    version: 8,
    sources: { names: { type: "geojson", data: namesOf(ground) } },
    layers: [{ id: "water", type: "background", paint: { "background-color": colour("--slate-wash") } }],
  };
  ground.outlines.forEach((address, index) => {
    const source = `outline-${index}`;
    style.sources[source] = { type: "geojson", data: address };
    style.layers.push(
      { id: `land-${index}`, type: "fill", source, filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": colour("--paper") } },
      {
        id: `border-${index}`,
        type: "line",
        source,
        paint: { "line-color": colour("--line-strong"), "line-width": ["case", ["==", ["get", "kind"], "land"], 1.5, 0.75] },
      },
    );
  });
  style.sources["borders"] = { type: "geojson", data: bordersOf(ground.places, ground.bounds) };
  style.layers.push({
    id: "borders",
    type: "line",
    source: "borders",
    minzoom: BORDERS_FROM_ZOOM,
    paint: { "line-color": colour("--line"), "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.75, 13, 2] },
  });
  addAreas(style, WATCHED, ground.watched ?? NOTHING, colour("--link"));
  addAreas(style, DRAWN, NOTHING, colour("--signal"));
  style.layers.push(namesLayer("neighbourhood", NAMES_FROM_ZOOM, colour), namesLayer("zip", ZIPS_FROM_ZOOM, colour));
  return style;
}

const NOTHING: MultiPolygon = { type: "MultiPolygon", coordinates: [] };

function addAreas(style: StyleSpecification, source: string, data: MultiPolygon, colour: string): void {
  style.sources[source] = { type: "geojson", data };
  style.layers.push(
    { id: `${source}-inside`, type: "fill", source, paint: { "fill-color": colour, "fill-opacity": 0.18 } },
    { id: `${source}-border`, type: "line", source, paint: { "line-color": colour, "line-width": 2 } },
  );
}

function namesLayer(kind: string, minzoom: number, colour: (token: string) => string): StyleSpecification["layers"][number] {
  return {
    id: `names-${kind}`,
    type: "symbol",
    source: "names",
    minzoom,
    filter: ["==", ["get", "kind"], kind],
    layout: {
      "text-field": ["get", "name"],
      "text-font": ["system-ui", "Noto Sans"],
      "text-size": kind === "zip" ? 11 : 13,
      "text-max-width": 7,
      "text-padding": 6,
    },
    paint: { "text-color": colour("--ink-soft"), "text-halo-color": colour("--paper"), "text-halo-width": 1.5 },
  };
}

function namesOf(ground: Ground): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: ground.places.map((place) => ({
      type: "Feature",
      properties: { name: place.name, kind: place.kind },
      geometry: { type: "Point", coordinates: [place.lon, place.lat] },
    })),
  };
}
