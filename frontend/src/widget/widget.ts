/**
 * The alerts of a network on anybody's page: one script, one JSON. No cookie, nothing kept, nobody else asked.
 *
 * @example
 * <script src="https://network.example/feeds/widget.js" data-lang="es" async></script>
 * @example
 * <amparo-alerts lang="es"></amparo-alerts>
 */
import { link, make } from "./dom";
import { moment, silentSince, standing, type Known } from "./feed";
import { ask } from "./fetching";
import { STYLE } from "./style";

// Written in by the server that publishes this script: what to say before it was ever reached, by language.
const NEVER = "__NEVER_REACHED__" as unknown as Readonly<Record<string, string>>;
const EVERY_MS = 60_000;
const LOOK_MS = 5_000;
const script = document.currentScript as HTMLScriptElement | null;
const BASE = script?.src || document.baseURI;

class AmparoAlerts extends HTMLElement {
  #known: Known | null = null;
  #isReached = true;
  #shown = "";
  #timers: number[] = [];
  readonly #root = this.attachShadow({ mode: "open" });

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#timers = [setInterval(() => void this.#ask(), EVERY_MS), setInterval(() => this.#show(), LOOK_MS)];
    void this.#ask();
  }

  disconnectedCallback(): void {
    this.#timers.forEach(clearInterval);
  }

  get #language(): string {
    return this.lang || this.closest<HTMLElement>("[lang]")?.lang || "en";
  }

  async #ask(): Promise<void> {
    if (document.hidden && this.#known) return;
    const wanted = [this.#language, this.#language.split("-")[0] ?? "", "en"];
    for (const tag of new Set(wanted)) {
      const answer = await ask(new URL(`json/${encodeURIComponent(tag)}.json`, BASE).href, Date.now);
      if (!answer) continue;
      this.#isReached = answer.isFresh;
      if (answer.isFresh || !this.#known) this.#known = answer;
      return this.#show();
    }
    this.#isReached = false;
    this.#show();
  }

  #show(): void {
    const now = Date.now();
    const known = this.#known;
    if (!known) return this.#put(`nothing ${this.#isReached}`, () => this.#nothing());
    const { feed } = known;
    const { words, direction, status } = feed._amparo;
    const items = standing(feed, now);
    const since = silentSince(known, this.#isReached, now);
    const language = words["language"] ?? "en";
    const notes = status === "Actual" ? [] : [words["test"] ?? ""];
    if (since !== null) notes.push((words["unreachable"] ?? "").replace("{time}", moment(since, language)));
    else if (!items.length) notes.push(words["nothing"] ?? "");
    this.#put(JSON.stringify([items, notes, feed.title]), () => {
      const box = make("section", "", "box");
      box.lang = language;
      box.dir = direction;
      const title = make("h2", words["title"] ?? feed.title, "title");
      title.id = "t";
      box.setAttribute("aria-labelledby", "t");
      const status = make("div", "", "notes");
      status.setAttribute("role", "status");
      status.append(...notes.map((note) => make("p", note, "note")));
      const list = make("ul", "", "list");
      for (const { title, url, language, _amparo } of items) {
        const row = make("li", "", `item ${_amparo.kind === "confirmed" ? "now" : ""}`);
        row.lang = language;
        row.dir = _amparo.direction;
        row.append(link(title, url), make("p", _amparo.until, "until"));
        list.append(row);
      }
      box.append(title, status, ...(items.length ? [list] : []), link(words["more"] ?? "", feed.home_page_url));
      return [box];
    });
  }

  #nothing(): HTMLElement[] {
    const tag = [this.#language, this.#language.split("-")[0] ?? ""].find((each) => each in NEVER) ?? "en";
    const note = make("p", this.#isReached ? "…" : (NEVER[tag] ?? "✕"), "box note");
    note.lang = tag;
    note.setAttribute("role", "status");
    return [note];
  }

  /** Change what stands there only if it says something else: a reader of the screen is told once. */
  #put(key: string, build: () => HTMLElement[]): void {
    if (key === this.#shown) return;
    this.#shown = key;
    this.#root.replaceChildren(...build());
  }
}

if (!customElements.get("amparo-alerts")) customElements.define("amparo-alerts", AmparoAlerts);
if (script?.dataset["lang"] !== undefined) {
  const element = document.createElement("amparo-alerts");
  element.lang = script.dataset["lang"];
  script.after(element);
}
