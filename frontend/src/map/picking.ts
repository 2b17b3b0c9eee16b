/** Choosing a place: tap it, or move the map under the cross with the arrow keys and press Enter. */
import { type LngLat, type Map as MapLibre, Marker } from "maplibre-gl";
import { type NamedPlace, nearest } from "../lib/geography";
import { readPlace, writePlace } from "../lib/place-inputs";
import { words } from "../lib/words";

const SVG = "http://www.w3.org/2000/svg";

/** Let a person pick; what they picked goes into the form's inputs and, in words, into the note. */
export function letPick(
  map: MapLibre,
  host: HTMLElement,
  canvas: HTMLElement,
  note: HTMLElement,
  names: readonly NamedPlace[],
): void {
  const marker = new Marker({ element: pickedElement() });
  canvas.append(cross());
  note.textContent = words(host, "pick");

  const take = ({ lat, lng }: LngLat): void => {
    const place = { lat, lon: lng };
    if (!writePlace(host, place)) return;
    marker.setLngLat([lng, lat]).addTo(map);
    note.textContent = words(host, "picked", { place: nearest(place, names)?.name ?? "" });
  };
  map.on("click", (event) => take(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // In a form, Enter would send it.
    event.preventDefault();
    take(map.getCenter());
  });

  const chosen = readPlace(host);
  if (!chosen) return;
  marker.setLngLat([chosen.lon, chosen.lat]).addTo(map);
  map.jumpTo({ center: [chosen.lon, chosen.lat], zoom: 13 });
}

function pickedElement(): HTMLElement {
  const element = document.createElement("div");
  element.className = "map__point";
  element.dataset["status"] = "picked";
  return element;
}

function cross(): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "map__cross");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M12 2v8M12 14v8M2 12h8M14 12h8");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2");
  drawing.append(path);
  return drawing;
}
