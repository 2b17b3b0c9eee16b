/**
 * Drawing a shape: tap its corners one after the other and drag them to adjust; or move the map under the cross and
 * press the button (or Enter on the map). A corner that has the focus moves by the arrow keys and goes by Delete.
 * The shape goes into the form's input named by `data-draw` as GeoJSON and, in words, into the note.
 */
import type { Geometry } from "geojson";
import { type GeoJSONSource, type LngLat, type Map as MapLibre, Marker } from "maplibre-gl";
import { type Corner, crosses, FEWEST, fromGeoJSON, MOST, toGeoJSON } from "../lib/shape";
import { words } from "../lib/words";
import { button, cross, rowOf } from "./controls";
import { DRAWN } from "./style";

const STEP_PX = 12;
const ARROWS: Readonly<Record<string, Corner>> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};

/** Let a person draw one shape on an open map. */
export function letDraw(map: MapLibre, host: HTMLElement, canvas: HTMLElement, note: HTMLElement): void {
  const input = inputOf(host);
  const markers: Marker[] = [];
  const add = button(words(host, "corner"));
  const undo = button(words(host, "undo"));
  const clear = button(words(host, "clear"));

  const corners = (): Corner[] => markers.map((each): Corner => [each.getLngLat().lng, each.getLngLat().lat]);
  const show = (): void => {
    const shape = corners();
    map.getSource<GeoJSONSource>(DRAWN)?.setData(outline(shape));
    for (const each of [undo, clear]) each.disabled = shape.length === 0;
    add.disabled = shape.length >= MOST;
  };
  const tell = (): void => {
    const shape = corners();
    if (input) {
      input.value = toGeoJSON(shape);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const name = shape.length < FEWEST ? "few" : crosses(shape) ? "crossed" : "drawn";
    note.textContent = words(host, name, { n: String(shape.length), rest: String(FEWEST - shape.length) });
    markers.forEach((each, index) => each.getElement().setAttribute("aria-label", words(host, "nth", { n: String(index + 1) })));
    show();
  };
  const take = (out: Marker): void => {
    const index = markers.indexOf(out);
    if (index < 0) return;
    markers.splice(index, 1);
    out.remove();
    (markers[Math.min(index, markers.length - 1)]?.getElement() ?? add).focus();
    tell();
  };
  const put = ({ lng, lat }: { lng: number; lat: number }): void => {
    if (markers.length >= MOST) return;
    const marker = new Marker({ element: cornerElement(), draggable: true }).setLngLat([lng, lat]).addTo(map);
    marker.on("drag", show);
    marker.on("dragend", tell);
    marker.getElement().addEventListener("click", (event) => event.stopPropagation());
    marker.getElement().addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (arrow) marker.setLngLat(moved(map, marker.getLngLat(), arrow));
      else if (event.key === "Delete" || event.key === "Backspace") take(marker);
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (arrow) tell();
    });
    markers.push(marker);
  };

  map.on("click", (event) => (put(event.lngLat.wrap()), tell()));
  map.on("style.load", show);
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // in a form, Enter would send it
    put(map.getCenter().wrap());
    tell();
  });
  add.addEventListener("click", () => (put(map.getCenter().wrap()), tell()));
  undo.addEventListener("click", () => (markers.pop()?.remove(), tell(), undo.disabled && add.focus()));
  clear.addEventListener("click", () => (markers.splice(0).forEach((each) => each.remove()), tell(), add.focus()));
  canvas.append(cross());
  canvas.after(rowOf(add, undo, clear));
  fromGeoJSON(input?.value ?? "").forEach(([lng, lat]) => put({ lng, lat }));
  tell();
}

function inputOf(host: HTMLElement): HTMLInputElement | undefined {
  const found = host.closest("form")?.elements.namedItem(host.dataset["draw"] ?? "");
  return found instanceof HTMLInputElement ? found : undefined;
}

function moved(map: MapLibre, place: LngLat, [x, y]: Corner): LngLat {
  const point = map.project(place);
  return map.unproject([point.x + x, point.y + y]).wrap();
}

function outline(corners: readonly Corner[]): Geometry {
  const [first] = corners;
  const line = corners.map(([lon, lat]) => [lon, lat]);
  if (!first || corners.length < FEWEST) return { type: "LineString", coordinates: line };
  return { type: "Polygon", coordinates: [[...line, [first[0], first[1]]]] };
}

function cornerElement(): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "map__point map__point--corner";
  return element;
}
