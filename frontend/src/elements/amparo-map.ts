import type { MapView } from "../map/view";
import { words } from "../lib/words";

/**
 * A map that opens on request, beside a list that says the same. Its bundle, style sheet and outlines are fetched
 * when it is opened, all of them from this host.
 *
 * Attributes: `data-places` (address of bounds and names), `data-outlines` (folder of outlines), `data-points`
 * (address) or `data-points-id` (a json_script element), `data-pick` with `data-lat-name` and `data-lon-name`,
 * `data-draw` (name of an input) to draw a shape, `data-areas-id` (a json_script element with a MultiPolygon) to show areas,
 * `data-open` (with `data-open-from`, only on screens at least so wide), and the sentences `data-text-…` that templates/components/map.html lists.
 *
 * @fires place:chosen (bubbles; detail: {lat, lon}) when a place was picked
 * @fires map:point (bubbles, cancelable; detail: {id}) when a point was activated, before its link is followed
 * @example
 * <amparo-map data-places="/map/places.json" data-outlines="/static/built/outlines/" data-text-open="Open the map"></amparo-map>
 */
export class AmparoMap extends HTMLElement {
  static readonly observedAttributes = ["data-points"];

  #button: HTMLButtonElement | undefined;
  #view: Promise<MapView> | undefined;
  #frame: HTMLDivElement | undefined;

  connectedCallback(): void {
    if (this.#button) return;
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.className = "button";
    this.#button.addEventListener("click", () => (this.#frame ? this.#close() : this.#open()));
    this.append(this.#button);
    document.addEventListener("live-region:updated", this.#onNews);
    this.#label();
    const wide = this.dataset["openFrom"];
    if (this.hasAttribute("data-open") && (!wide || matchMedia(`(min-width: ${wide})`).matches)) this.#open();
  }

  disconnectedCallback(): void {
    document.removeEventListener("live-region:updated", this.#onNews);
    this.#close();
    this.#button?.remove();
    this.#button = undefined;
  }

  attributeChangedCallback(): void {
    this.#onNews();
  }

  #open(): void {
    const frame = document.createElement("div");
    frame.className = "map__frame";
    const note = document.createElement("p");
    note.className = "map__note";
    note.setAttribute("role", "status");
    note.textContent = words(this, "loading");
    frame.append(note);
    this.append(frame);
    this.#frame = frame;
    this.#view = this.#load(frame, note);
    // A map that can't be drawn is no loss of content: the list beside it says the same, and the note says so.
    this.#view.catch(() => {
      note.textContent = words(this, "failed");
      frame.querySelector(".map__canvas")?.remove();
    });
    this.#label();
  }

  async #load(frame: HTMLElement, note: HTMLElement): Promise<MapView> {
    await loadStyles();
    const { openMap } = await import("../map/view");
    return openMap(this, frame, note);
  }

  #close(): void {
    this.#view?.then((view) => view.remove()).catch(() => undefined);
    this.#view = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
    this.#label();
  }

  #label(): void {
    if (!this.#button) return;
    this.#button.textContent = words(this, this.#frame ? "close" : "open");
    this.#button.setAttribute("aria-expanded", String(this.#frame !== undefined));
  }

  readonly #onNews = (): void => {
    this.#view?.then((view) => view.renew()).catch(() => undefined);
  };
}

/** MapLibre's style sheet stands beside this script. */
async function loadStyles(): Promise<void> {
  const address = new URL("./map.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  await new Promise<void>((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error("no style sheet")));
    // Before our own sheet, so that ours has the last word.
    document.head.prepend(link);
  });
}

customElements.define("amparo-map", AmparoMap);
