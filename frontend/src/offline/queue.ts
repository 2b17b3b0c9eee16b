/**
 * The queue of sealed reports as the open pages see it. One page at a time sends; all of them show the same. Stored is
 * only that an item waits: after a kill it is sent again and gets the same receipt. It goes when the person says so.
 */
import { alone } from "./alone";
import { listen, type News, tell } from "./news";
import { Retry } from "./retry";
import { send } from "./sending";
import type { Entry, State } from "./states";
import { forget, type Item, waiting } from "./store";

const NEW: State = { kind: "waiting", isTried: false };

export class Queue extends EventTarget {
  /** How many reports disappeared beneath us: not sent, and not taken away by the person. */
  lost = 0;
  readonly #states = new Map<string, State>();
  readonly #gone = new Set<string>();
  #items: Item[] = [];
  readonly #retry = new Retry();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get entries(): Entry[] {
    return this.#items.map((item) => ({ item, state: this.#states.get(item.id) ?? NEW }));
  }

  /** Look, send, and go on while the page is open. */
  begin(): void {
    listen((news) => void this.#hear(news));
    document.addEventListener("visibilitychange", () => document.hidden || void this.tryNow());
    addEventListener("online", () => void this.tryNow());
    void this.tryNow();
  }

  /** Read the store again. @throws NotKept where there is none */
  async refresh(): Promise<void> {
    const found = (await waiting()).filter(({ id }) => !this.#gone.has(id));
    const ids = new Set(found.map(({ id }) => id));
    // A receipt that came is shown until it is written down, also when its item was deleted beneath us.
    const missing = this.#items.filter(({ id }) => !ids.has(id));
    const shown = missing.filter(({ id }) => this.#states.get(id)?.kind === "received");
    this.lost += missing.length - shown.length;
    this.#items = [...found, ...shown];
    this.#changed();
  }

  /** Send what waits. Where another page is sending, that is left to it, and it tells us. */
  async tryNow({ isAsked = false } = {}): Promise<void> {
    clearTimeout(this.#timer);
    await this.refresh().catch(() => undefined);
    if (this.#open.length > 0 && (isAsked || this.#retry.isDue)) await alone(() => this.#round());
    this.#schedule();
  }

  /** A page has stored one. */
  async added(id: string): Promise<void> {
    tell({ id, state: "new" });
    await this.tryNow();
  }

  /** The person has written the words down, or wants the item gone. */
  async remove(id: string): Promise<void> {
    tell({ id, state: "gone" });
    await forget(id).catch(() => undefined);
    this.#drop(id);
  }

  /** What has no answer yet. What another page had handed over when it was closed is among it. */
  get #open(): Entry[] {
    return this.entries.filter(({ state }) => state.kind === "waiting" || state.kind === "sent");
  }

  async #round(): Promise<void> {
    for (const { item } of this.#retry.inOrder(this.#open)) {
      this.#mark(item.id, { kind: "sent" });
      const outcome = await send(item);
      if (outcome.kind !== "waits") {
        this.#retry.succeeded();
        this.#mark(item.id, outcome);
        continue;
      }
      this.#retry.failed(item.id, outcome.afterMs);
      this.#mark(item.id, { kind: "waiting", isTried: true });
      return; // One that gets no answer speaks for all.
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#open.length === 0) return;
    this.#timer = setTimeout(() => void this.tryNow(), this.#retry.pauseMs);
  }

  async #hear({ id, state }: News): Promise<void> {
    if (state === "gone") return this.#drop(id);
    if (state !== "new") this.#states.set(id, state);
    await this.refresh().catch(() => undefined);
    this.#schedule();
  }

  #mark(id: string, state: State): void {
    this.#states.set(id, state);
    tell({ id, state });
    this.#changed();
  }

  #drop(id: string): void {
    this.#gone.add(id);
    this.#items = this.#items.filter((item) => item.id !== id);
    this.#states.delete(id);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The one queue of this page. */
export const queue = new Queue();
