/** The open map: outlines and names, the page's points, and picking a place where that is asked for. */
import { Map as MapLibre, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { boundsOf, cornersOf, grown } from "../lib/geography";
import { words } from "../lib/words";
import { type Ground, loadGround, loadPoints } from "./data";
import { letDraw } from "./drawing";
import { letPick } from "./picking";
import { PointLayer } from "./points";
import { styleOf } from "./style";

const CLOSEST_ZOOM = 17;
const FIT = { padding: 48, maxZoom: 13, animate: false } as const;

export interface MapView {
  /** Fetch the points again. */
  renew(): Promise<void>;
  remove(): void;
}

// The worker stands beside this script; MapLibre would else make one from a text, which the policy refuses.
setWorkerUrl(new URL("./maplibre-worker.js", import.meta.url).href);

/** Open the map inside `frame`. Rejects where the browser can't draw it or the data do not come. */
export async function openMap(host: HTMLElement, frame: HTMLElement, note: HTMLElement): Promise<MapView> {
  const ground = await loadGround(host);
  const canvas = document.createElement("div");
  canvas.className = "map__canvas";
  frame.prepend(canvas);
  const map = makeMap(host, canvas, ground);
  const points = new PointLayer(map, host);
  const renew = async (): Promise<void> => points.show(await loadPoints(host));
  await renew();
  const around = boundsOf([...points.places(), ...cornersOf(ground.watched)]);
  if (around) map.fitBounds([...around], FIT);
  note.textContent = words(host, "coarse");
  if (host.hasAttribute("data-pick")) letPick(map, host, canvas, note, ground.places);
  if (host.hasAttribute("data-draw")) letDraw(map, host, canvas, note);
  const forget = followColours(map, ground);
  return {
    renew,
    remove: () => {
      forget();
      map.remove();
    },
  };
}

function makeMap(host: HTMLElement, container: HTMLElement, ground: Ground): MapLibre {
  const map = new MapLibre({
    container,
    style: styleOf(ground),
    bounds: [...ground.bounds],
    maxBounds: [...grown(ground.bounds, 0.5)],
    maxZoom: CLOSEST_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    // On a phone one finger scrolls the page past the map, and two move the map: nobody gets stuck on it.
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    fadeDuration: 0,
    locale: {
      "Map.Title": words(host, "name"),
      "CooperativeGesturesHandler.MobileHelpText": words(host, "two-fingers"),
      "NavigationControl.ZoomIn": words(host, "zoom-in"),
      "NavigationControl.ZoomOut": words(host, "zoom-out"),
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), document.dir === "rtl" ? "top-left" : "top-right");
  return map;
}

/** Redraw in the other colours when the person's device changes between light and dark. */
function followColours(map: MapLibre, ground: Ground): () => void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const redraw = (): void => void map.setStyle(styleOf(ground));
  scheme.addEventListener("change", redraw);
  return () => scheme.removeEventListener("change", redraw);
}
