import { sealTo } from "../lib/age";
import { words } from "../lib/words";
import { typedBefore } from "./carried";
import { dayOf, padded, reportFrom, TooLong } from "./draft";
import { saveAsFile } from "./files";
import { queue } from "./queue";
import "./retry-page";
import { type Item, keep, NotKept, persist } from "./store";

/**
 * The report on one page, for when there is no line: seals what was written and leaves it waiting on this phone.
 * Without JavaScript the form stays hidden, since nobody could take it.
 *
 * @example
 * <offline-report data-recipient="age1…" data-required="activity heard" data-text-kept="…"><form hidden>…</form></offline-report>
 */
export class OfflineReport extends HTMLElement {
  #form: HTMLFormElement | null = null;
  readonly #said = document.createElement("div");

  connectedCallback(): void {
    this.#form = this.querySelector("form");
    if (!this.#form) return;
    if (!this.dataset["recipient"] || !globalThis.crypto?.subtle) return this.#say("impossible", "danger");
    for (const name of (this.dataset["required"] ?? "").split(" ")) {
      for (const field of this.#form.querySelectorAll<HTMLInputElement>(`[name="${name}"]`)) field.required = true;
    }
    this.#form.hidden = false;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#take();
    });
    this.#form.addEventListener("change", () => this.#requireTime());
    void this.#fillIn();
  }

  /** "At another time" needs the time. */
  #requireTime(): void {
    const other = this.#form?.querySelector<HTMLInputElement>('[name="seen"][value="other"]')?.checked ?? false;
    const time = this.#form?.querySelector<HTMLInputElement>('[name="seen_at"]');
    if (time) time.required = other;
  }

  /** The worker hands over, from memory, what stood on the page whose sending had no line. */
  async #fillIn(): Promise<void> {
    const typed = await typedBefore();
    for (const [name, value] of typed) {
      for (const field of this.#form?.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`) ?? []) {
        if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
        else if (field.value === value) field.checked = true;
      }
    }
    this.querySelector("details")?.toggleAttribute("open", typed.length > 0);
    for (const part of document.querySelectorAll("[data-after-failure]")) part.toggleAttribute("hidden", typed.length === 0);
  }

  async #take(): Promise<void> {
    const form = this.#form;
    if (!form?.reportValidity()) return;
    const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
    if (button) button.disabled = true;
    try {
      const item = await this.#sealed(form);
      await keep(item).catch((error: unknown) => {
        throw error instanceof NotKept ? new Unkept(item) : error;
      });
      form.reset();
      void persist();
      this.#say("kept", "success");
      await queue.added(item.id);
    } catch (error) {
      this.#say(error instanceof TooLong ? "long" : "unkept", "danger");
      // Sealed but not kept: the file is the other way. What was written still stands in the form.
      if (error instanceof Unkept) this.#said.append(saveAsFile(error.item, words(this, "file")));
    } finally {
      if (button) button.disabled = false;
    }
  }

  async #sealed(form: HTMLFormElement): Promise<Item> {
    const now = new Date();
    const id = crypto.randomUUID();
    const plain = padded(reportFrom(new FormData(form), id, document.documentElement.lang, now));
    const sealed = await sealTo(this.dataset["recipient"] ?? "", plain);
    plain.fill(0);
    return { id, sealed: new Uint8Array(sealed), created_on: dayOf(now) };
  }

  #say(which: string, kind: "success" | "danger"): void {
    this.#said.className = `notice notice--${kind}`;
    this.#said.setAttribute("role", kind === "danger" ? "alert" : "status");
    this.#said.tabIndex = -1;
    const line = document.createElement("p");
    line.textContent = words(this, which);
    this.#said.replaceChildren(line);
    this.prepend(this.#said);
    this.#said.focus();
  }
}

class Unkept extends Error {
  constructor(readonly item: Item) {
    super();
  }
}

customElements.define("offline-report", OfflineReport);
