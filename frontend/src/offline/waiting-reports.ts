import { words } from "../lib/words";
import { saveAsFile } from "./files";
import { daysSince } from "./draft";
import { button, day, paragraph } from "./parts";
import { queue } from "./queue";
import type { Entry } from "./states";

const OLD_DAYS = 5;

/**
 * What waits on this phone. On the page for reports without a line it lists each report with its state and its words;
 * with `data-short` it is one line that stands on every public page while something waits.
 *
 * @example
 * <waiting-reports data-short data-text-waiting-one="One report waits on this phone." data-text-look="Look"></waiting-reports>
 */
export class WaitingReports extends HTMLElement {
  #shown = "";

  connectedCallback(): void {
    this.setAttribute("role", "status");
    queue.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    queue.removeEventListener("change", this.#show);
  }

  readonly #show = (): void => {
    const { entries, lost } = queue;
    const now = new Date();
    // What has not changed is not made anew: a button that is being pressed must stay where it is.
    const key = JSON.stringify([lost, entries.map(({ item, state }) => [item.id, state, daysSince(item.created_on, now)])]);
    if (key === this.#shown) return;
    this.#shown = key;
    const lines = this.hasAttribute("data-short") ? this.#line(entries) : entries.map((entry) => this.#card(entry, now));
    if (lost > 0) lines.push(paragraph(words(this, "lost", { count: String(lost) }), "notice notice--danger"));
    this.replaceChildren(...lines);
    this.hidden = lines.length === 0;
    if (!this.hasAttribute("data-short")) document.getElementById("nothing-waits")?.toggleAttribute("hidden", lines.length > 0);
  };

  #line(entries: readonly Entry[]): HTMLElement[] {
    if (entries.length === 0) return [];
    const kinds = new Set(entries.map(({ state }) => state.kind));
    const kind = ["received", "refused", "sent", "waiting"].find((each) => kinds.has(each as Entry["state"]["kind"])) ?? "waiting";
    const line = paragraph(words(this, entries.length === 1 ? `${kind}-one` : kind, { count: String(entries.length) }), "waiting-line");
    const link = document.createElement("a");
    link.href = this.dataset["href"] ?? "/report/offline/";
    link.textContent = words(this, "look");
    line.append(" ", link);
    return [line];
  }

  #card({ item, state }: Entry, now: Date): HTMLElement {
    const card = document.createElement("article");
    card.className = "card stack waiting";
    const title = document.createElement("h3");
    title.textContent = words(this, "title", { day: day(item.created_on) });
    const badge = paragraph(words(this, `is-${state.kind}`), `badge badge--${state.kind === "received" ? "arrived" : "open"}`);
    badge.dataset["state"] = state.kind;
    card.append(title, badge, paragraph(this.#explained(state)));
    if (state.kind === "received") card.append(...this.#receipt(state.words, state.isContactLeftOut));
    else if (daysSince(item.created_on, now) >= OLD_DAYS) card.append(paragraph(words(this, "old"), "notice notice--warning"));
    card.append(this.#buttons({ item, state }));
    return card;
  }

  #explained(state: Entry["state"]): string {
    if (state.kind === "refused") return state.message || words(this, "refused-why");
    return words(this, state.kind === "waiting" && state.isTried ? "tried-why" : `${state.kind}-why`);
  }

  #receipt(code: string, isContactLeftOut: boolean): HTMLElement[] {
    const found = document.createElement("strong");
    found.className = "code-words";
    found.translate = false;
    found.textContent = code;
    const left = isContactLeftOut ? [paragraph(words(this, "no-contact"), "notice notice--warning")] : [];
    return [found, paragraph(words(this, "write")), ...left];
  }

  #buttons({ item, state }: Entry): HTMLElement {
    const row = document.createElement("div");
    row.className = "cluster";
    if (state.kind === "received") {
      row.append(button(words(this, "written"), "button button--primary", () => void queue.remove(item.id)));
      return row;
    }
    if (state.kind === "waiting") row.append(button(words(this, "now"), "button button--small", () => void queue.tryNow({ isAsked: true })));
    row.append(saveAsFile(item, words(this, "save")));
    // Deleting asks once more, in its own place.
    const remove = button(words(this, "delete"), "button button--small button--quiet", () => {
      if (remove.dataset["sure"]) void queue.remove(item.id);
      remove.dataset["sure"] = "yes";
      remove.textContent = words(this, "delete-sure");
    });
    row.append(remove);
    return row;
  }
}

customElements.define("waiting-reports", WaitingReports);
