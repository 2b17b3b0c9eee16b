import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { outcomeOf } from "../lib/passkey";
import { words } from "../lib/words";

interface Asked<Options> {
  publicKey: Options;
}

/**
 * A button that asks the device for a passkey (`kind="show"`) or for a new one (`kind="make"`), puts the answer into
 * the field `credential` of the form named by `for`, and sends that form.
 *
 * What to ask stands in `data-options`, or is fetched from `src`. It makes the button itself: without JavaScript there
 * would be nothing to press. On a page of another origin than `data-origin` it says where passkeys work.
 *
 * @example
 * <passkey-button for="passkey" kind="show" src="/accounts/2fa/passkeys/sign-in/" data-origin="https://network.example"
 *   data-text-press="Sign in with a passkey" …></passkey-button>
 */
export class PasskeyButton extends HTMLElement {
  readonly #button = document.createElement("button");
  readonly #note = document.createElement("p");

  connectedCallback(): void {
    if (this.querySelector("button, p")) return;
    this.#note.className = "hint";
    this.#note.setAttribute("role", "status");
    this.#button.type = "button";
    this.#button.className = "button button--primary";
    this.#button.textContent = words(this, "press");
    this.#button.addEventListener("click", () => void this.#press());
    const origin = this.dataset["origin"] ?? "";
    if (origin !== location.origin) this.#say("elsewhere", { origin });
    else if (!("PublicKeyCredential" in window)) this.#say("none");
    else this.append(this.#button);
    this.append(this.#note);
  }

  async #press(): Promise<void> {
    this.#button.disabled = true;
    this.#say("waiting");
    try {
      this.#send(JSON.stringify(await this.#ask()));
    } catch (error) {
      // The device refused, the person stopped, or the server did not answer: each is a sentence, and nothing changed.
      this.#button.disabled = false;
      this.#say(outcomeOf(error));
      this.#button.focus();
    }
  }

  async #ask(): Promise<unknown> {
    const { startAuthentication, startRegistration } = await import("@simplewebauthn/browser");
    const asked = await this.#options();
    if (this.getAttribute("kind") === "make") {
      return startRegistration({ optionsJSON: (asked as Asked<PublicKeyCredentialCreationOptionsJSON>).publicKey });
    }
    return startAuthentication({ optionsJSON: (asked as Asked<PublicKeyCredentialRequestOptionsJSON>).publicKey });
  }

  async #options(): Promise<unknown> {
    const src = this.getAttribute("src");
    if (!src) return JSON.parse(this.dataset["options"] ?? "");
    const answer = await fetch(src, { headers: { "X-Requested-With": "XMLHttpRequest" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { request_options: options } = (await answer.json()) as { request_options: unknown };
    return options;
  }

  #send(answer: string): void {
    const form = document.getElementById(this.getAttribute("for") ?? "") as HTMLFormElement;
    (form.elements.namedItem("credential") as HTMLInputElement).value = answer;
    form.requestSubmit();
  }

  #say(which: string, slots: Readonly<Record<string, string>> = {}): void {
    this.#note.textContent = words(this, which, slots);
  }
}

customElements.define("passkey-button", PasskeyButton);
