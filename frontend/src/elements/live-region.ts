import { addressAfter, cursorOf } from "../lib/cursor";
import { morphChildren } from "../lib/morph";
import { nextPause } from "../lib/pace";
import { parseFragment } from "../lib/trusted";
import { words } from "../lib/words";

type Note = "offline" | "ended" | "";

/**
 * A part of the page that renews itself: asks `src` with the cursor of what it has, and morphs what comes.
 *
 * The server answers 204 when nothing is newer, else the fragment, whose first element carries `data-cursor`.
 * It rests while the page is hidden, waits longer while the server is away, and says so beside itself in the words of
 * `data-text-offline`; where the sign-in has ended it stops and says `data-text-ended`. Without it the page still
 * works: what it shows was there from the start.
 *
 * @fires live-region:updated (bubbles; detail: {cursor}) after new content stands
 * @example
 * <live-region src="/board/?after=41" interval="1500" data-text-offline="No connection. Trying again.">…</live-region>
 */
export class LiveRegion extends HTMLElement {
  #cursor: string | null = null;
  #failures = 0;
  #timer: number | undefined;
  #asking: AbortController | undefined;
  #note: HTMLParagraphElement | undefined;

  connectedCallback(): void {
    this.#cursor = this.querySelector("[data-cursor]")?.getAttribute("data-cursor") ?? null;
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#schedule();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#rest();
    this.#say("");
  }

  /** Ask now; the usual pace goes on afterwards. */
  async refresh(): Promise<void> {
    this.#rest();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      await this.#ask(asking.signal);
    } catch {
      // An answer that did not come, or was none of ours. The pace and the words tell; the next try decides.
      if (asking.signal.aborted) return;
      this.#failures += 1;
      if (this.#failures > 1) this.#say("offline");
    }
    this.#schedule();
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const address = addressAfter(this.getAttribute("src") ?? "", this.#cursor, location.href);
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return this.#end();
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 200) this.#take(parseFragment(await answer.text()));
    this.#failures = 0;
    this.#say("");
  }

  #take(fragment: DocumentFragment): void {
    const cursor = cursorOf(fragment);
    morphChildren(this, fragment);
    this.#cursor = cursor ?? this.#cursor;
    this.dispatchEvent(new CustomEvent("live-region:updated", { bubbles: true, detail: { cursor: this.#cursor } }));
  }

  /** The sign-in is over: nothing more will come, and the person must know that this is no longer live. */
  #end(): void {
    this.setAttribute("data-ended", "");
    this.#say("ended");
  }

  #schedule(): void {
    if (!this.isConnected || document.hidden || this.hasAttribute("data-ended")) return;
    const pause = nextPause(Number(this.getAttribute("interval") ?? "1500"), this.#failures, Math.random());
    this.#timer = window.setTimeout(() => void this.refresh(), pause);
  }

  #rest(): void {
    window.clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  readonly #onVisibility = (): void => {
    if (document.hidden) this.#rest();
    else if (!this.hasAttribute("data-ended")) void this.refresh();
  };

  #say(which: Note): void {
    const text = which === "" ? "" : words(this, which);
    if (text === (this.#note?.textContent ?? "")) return;
    if (!this.#note) {
      this.#note = document.createElement("p");
      this.#note.className = "live-note notice notice--warning";
      this.#note.setAttribute("role", "status");
      this.before(this.#note);
    }
    this.#note.textContent = text;
    if (text === "") {
      this.#note.remove();
      this.#note = undefined;
    }
  }
}

customElements.define("live-region", LiveRegion);
