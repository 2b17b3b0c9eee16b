/** The page's points as links and buttons on the map: reached by keyboard, told by shape as well as by colour. */
import { type Map as MapLibre, Marker } from "maplibre-gl";
import type { Place } from "../lib/place-inputs";
import type { MapPoint } from "./data";

export class PointLayer {
  readonly #map: MapLibre;
  readonly #host: HTMLElement;
  readonly #shown = new Map<string, { point: MapPoint; marker: Marker }>();

  constructor(map: MapLibre, host: HTMLElement) {
    this.#map = map;
    this.#host = host;
  }

  /** Make the map show exactly these points; those that are unchanged keep their element, and the focus in it. */
  show(points: readonly MapPoint[]): void {
    const wanted = new Map(points.map((each) => [each.id, each]));
    for (const [id, { point, marker }] of this.#shown) {
      const newer = wanted.get(id);
      if (newer && JSON.stringify(newer) === JSON.stringify(point)) {
        wanted.delete(id);
        continue;
      }
      marker.remove();
      this.#shown.delete(id);
    }
    for (const [id, point] of wanted) {
      const marker = new Marker({ element: this.#element(point) }).setLngLat([point.lon, point.lat]).addTo(this.#map);
      this.#shown.set(id, { point, marker });
    }
  }

  places(): readonly Place[] {
    return [...this.#shown.values()].map((each) => each.point);
  }

  #element(point: MapPoint): HTMLElement {
    const element = document.createElement(point.href === "" ? "button" : "a");
    if (element instanceof HTMLAnchorElement) element.href = point.href;
    else element.type = "button";
    element.className = "map__point";
    element.dataset["status"] = point.status;
    if (point.current) element.setAttribute("aria-current", "true");
    element.title = point.text;
    element.setAttribute("aria-label", point.text);
    element.addEventListener("click", (event) => {
      const told = new CustomEvent("map:point", { bubbles: true, cancelable: true, detail: { id: point.id } });
      if (!this.#host.dispatchEvent(told)) event.preventDefault();
    });
    return element;
  }
}
