import { words } from "../lib/words";

const LONGEST_MS = 8000;
const TOKEN = /name="csrfmiddlewaretoken" value="([^"]+)"/;

/**
 * A form that is not lost with the connection: before it is sent, the page's own address is asked whether anybody
 * answers. If not, or if the sign-in has ended meanwhile, the page stays with everything typed and says so.
 *
 * After a new sign-in the form takes the new key against forged forms from there. Nothing is stored. Without it the
 * form is sent as any other.
 *
 * @example
 * <kept-form data-text-offline="No connection. It is all still here." data-text-ended="You are signed out."><form …></form></kept-form>
 */
export class KeptForm extends HTMLElement {
  #isSure = false;

  connectedCallback(): void {
    this.addEventListener("submit", this.#onSubmit);
  }

  disconnectedCallback(): void {
    this.removeEventListener("submit", this.#onSubmit);
  }

  readonly #onSubmit = (event: Event): void => {
    if (this.#isSure || !(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    void this.#ask(event.target, (event as SubmitEvent).submitter);
  };

  async #ask(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const why = await this.#hindrance(form);
    this.querySelector(".kept-form__note")?.remove();
    if (why) return this.#say(form, why);
    this.#isSure = true;
    form.requestSubmit(submitter);
    this.#isSure = false;
  }

  async #hindrance(form: HTMLFormElement): Promise<"offline" | "ended" | ""> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "manual", signal });
      if (!answer.ok) return answer.type === "opaqueredirect" || answer.status === 403 ? "ended" : "offline";
      const token = TOKEN.exec(await answer.text())?.[1];
      const field = form.elements.namedItem("csrfmiddlewaretoken");
      if (token && field instanceof HTMLInputElement) field.value = token;
      return "";
    } catch {
      return "offline";
    }
  }

  #say(form: HTMLFormElement, why: "offline" | "ended"): void {
    const note = document.createElement("p");
    note.className = "kept-form__note notice notice--warning";
    note.setAttribute("role", "alert");
    note.textContent = words(this, why);
    form.append(note);
    note.scrollIntoView?.({ block: "nearest" });
  }
}

customElements.define("kept-form", KeptForm);
