/** The two inputs of a form in which a chosen place travels. */

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

/** Return the inputs named by `data-lat-name` and `data-lon-name` in the element's form; undefined where one is missing. */
function inputsOf(element: HTMLElement): readonly [HTMLInputElement, HTMLInputElement] | undefined {
  const form = element.closest("form");
  const lat = form?.elements.namedItem(element.dataset["latName"] ?? "lat");
  const lon = form?.elements.namedItem(element.dataset["lonName"] ?? "lon");
  return lat instanceof HTMLInputElement && lon instanceof HTMLInputElement ? [lat, lon] : undefined;
}

/** Write a place to five decimals (a metre), and tell the form. Returns whether there was somewhere to write. */
export function writePlace(element: HTMLElement, place: Place): boolean {
  const inputs = inputsOf(element);
  if (!inputs) return false;
  const [lat, lon] = inputs;
  lat.value = place.lat.toFixed(5);
  lon.value = place.lon.toFixed(5);
  for (const input of inputs) input.dispatchEvent(new Event("change", { bubbles: true }));
  element.dispatchEvent(new CustomEvent("place:chosen", { bubbles: true, detail: place }));
  return true;
}

/** Empty the inputs, and tell the form. */
export function clearPlace(element: HTMLElement): void {
  for (const input of inputsOf(element) ?? []) {
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Return the place that the form holds now, or undefined. */
export function readPlace(element: HTMLElement): Place | undefined {
  const inputs = inputsOf(element);
  if (!inputs || inputs.some((each) => each.value.trim() === "")) return undefined;
  const [lat, lon] = [Number(inputs[0].value), Number(inputs[1].value)];
  return Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : undefined;
}
