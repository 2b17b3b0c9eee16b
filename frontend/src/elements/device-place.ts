import { writePlace } from "../lib/place-inputs";
import { words } from "../lib/words";

/**
 * A button that asks the device where it is and writes the answer into the form's place inputs. Nothing is sent
 * before the person sends the form.
 *
 * @fires place:chosen (bubbles; detail: {lat, lon})
 * @example
 * <device-place data-lat-name="lat" data-lon-name="lon" data-text-button="Use where I am" data-text-waiting="Looking…"
 *   data-text-found="Your place is filled in." data-text-refused="The device did not tell. Write the place instead."></device-place>
 */
export class DevicePlace extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector("button") || !("geolocation" in navigator) || !isSecureContext) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words(this, "button");
    const said = document.createElement("p");
    said.className = "hint";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => this.#ask(button, said));
    this.append(button, said);
  }

  #ask(button: HTMLButtonElement, said: HTMLElement): void {
    const finish = (word: string): void => {
      button.disabled = false;
      said.textContent = words(this, word);
    };
    button.disabled = true;
    said.textContent = words(this, "waiting");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const isWritten = writePlace(this, { lat: coords.latitude, lon: coords.longitude });
        finish(isWritten ? "found" : "refused");
      },
      () => finish("refused"),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  }
}

customElements.define("device-place", DevicePlace);
