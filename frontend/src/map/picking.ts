/**
 * Choosing a place: tap it and drag the mark to adjust it, or move the map under the cross and press the button (or
 * Enter on the map). What was chosen goes into the form's inputs and, in words, into the note.
 */
import { type LngLat, type Map as MapLibre, Marker } from "maplibre-gl";
import { type NamedPlace, nearest } from "../lib/geography";
import { clearPlace, readPlace, writePlace } from "../lib/place-inputs";
import { words } from "../lib/words";
import { button, cross, rowOf } from "./controls";

const CLOSE_ENOUGH_ZOOM = 13;

/** Let a person pick a place on an open map. */
export function letPick(
  map: MapLibre,
  host: HTMLElement,
  canvas: HTMLElement,
  note: HTMLElement,
  names: readonly NamedPlace[],
): void {
  const marker = new Marker({ element: pickedElement(words(host, "mark")), draggable: true });
  const forget = button(words(host, "forget"));
  const middle = button(words(host, "middle"));
  canvas.append(cross());
  note.textContent = words(host, "pick");

  const show = (place: { lat: number; lon: number }): void => {
    marker.setLngLat([place.lon, place.lat]).addTo(map);
    note.textContent = words(host, "picked", { place: nearest(place, names)?.name ?? "" });
    forget.hidden = false;
  };
  const take = ({ lat, lng }: LngLat): void => {
    const place = { lat, lon: lng };
    if (!writePlace(host, place)) return;
    show(place);
    // From far away a finger covers kilometres: come closer, so that the mark can be put right.
    if (map.getZoom() < CLOSE_ENOUGH_ZOOM) map.jumpTo({ center: [lng, lat], zoom: CLOSE_ENOUGH_ZOOM });
  };
  map.on("click", (event) => take(event.lngLat.wrap()));
  marker.on("dragend", () => take(marker.getLngLat().wrap()));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // In a form, Enter would send it.
    event.preventDefault();
    take(map.getCenter().wrap());
  });
  middle.addEventListener("click", () => take(map.getCenter().wrap()));
  forget.addEventListener("click", () => {
    clearPlace(host);
    marker.remove();
    note.textContent = words(host, "forgotten");
    forget.hidden = true;
    middle.focus();
  });
  canvas.after(rowOf(middle, forget));

  const chosen = readPlace(host);
  forget.hidden = !chosen;
  if (!chosen) return;
  show(chosen);
  map.jumpTo({ center: [chosen.lon, chosen.lat], zoom: CLOSE_ENOUGH_ZOOM });
}

function pickedElement(name: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "map__point map__point--picked";
  element.dataset["status"] = "picked";
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", name);
  return element;
}
