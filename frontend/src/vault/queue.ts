/** The files that a person chose: each sealed and sent, one after the other. Loaded when the first is chosen. */
import { words } from "../lib/words";
import { copiesOfPhoto, copiesOfVideo } from "./copies";
import { Item } from "./item";
import { isMedia } from "./kinds";
import { formOf, type Kind, sealed, send, type Sent } from "./sending";

const MIB = 1024 * 1024;

/** What a file must be before it is sealed; returns the code of what is wrong. */
export function wrongWith(kind: Kind, bytes: number, limits: Readonly<Record<string, string | undefined>>): string {
  if (bytes === 0) return "empty";
  const most = Number(kind === "video" ? limits["videoMb"] : limits["photoMb"]);
  return bytes > most * MIB ? "too_large" : "";
}

export class Queue {
  readonly #picker: HTMLElement;
  readonly #list: HTMLElement;
  readonly #token: string;
  #count = 0;
  #line: Promise<void> = Promise.resolve();
  readonly #busy = new Set<Item>();

  constructor(picker: HTMLElement, list: HTMLElement, token: string) {
    this.#picker = picker;
    this.#list = list;
    this.#token = token;
  }

  /** Whether something is still on its way. */
  get isBusy(): boolean {
    return this.#busy.size > 0;
  }

  add(file: File): void {
    const kind: Kind = file.type.startsWith("video/") ? "video" : "photo";
    this.#count += 1;
    const item = new Item(this.#picker, `${words(this.#picker, kind)} ${this.#count}`);
    this.#list.append(item.element);
    const here = this.#list.querySelectorAll("li").length;
    const wrong = here > Number(this.#picker.dataset["most"]) ? "too_many" : wrongWith(kind, file.size, this.#picker.dataset);
    if (wrong) this.#refuse(item, wrong);
    else this.#enqueue(item, kind, file);
  }

  #enqueue(item: Item, kind: Kind, file: File): void {
    const stop = new AbortController();
    this.#busy.add(item);
    item.say("sealing", 0);
    item.offer({ remove: () => (stop.abort(), this.#remove(item)) });
    this.#line = this.#line.then(async () => {
      if (!stop.signal.aborted) await this.#work(item, kind, file, stop.signal);
      this.#busy.delete(item);
    });
  }

  async #work(item: Item, kind: Kind, file: File, signal: AbortSignal): Promise<void> {
    if (!(await isMedia(file))) return this.#refuse(item, "not_media");
    const { seconds, copies } = kind === "video" ? await copiesOfVideo(file) : { seconds: 0, copies: await copiesOfPhoto(file) };
    if (seconds > Number(this.#picker.dataset["videoMinutes"]) * 60 + 0.5) return this.#refuse(item, "too_long");
    item.show(copies[0]);
    let original: Blob;
    try {
      original = await sealed(this.#picker.dataset["recipient"] ?? "", file);
    } catch {
      return this.#refuse(item, "unsealable");
    }
    const form = await formOf(kind, original, copies, this.#token);
    const where = { address: this.#picker.dataset["address"] ?? "", token: this.#token };
    const progress = { sent: (part: number) => item.say("sending", part), again: () => item.say("again", 0) };
    this.#settle(item, await send(form, where, progress, signal), copies.length > 0, () => this.#enqueue(item, kind, file));
  }

  #settle(item: Item, sent: Sent, isShown: boolean, again: () => void): void {
    if (!item.element.isConnected) return;
    if ("code" in sent) {
      item.say(sent.code);
      item.offer({ ...(sent.code === "failed" ? { retry: again } : {}), remove: () => this.#remove(item) });
      return;
    }
    item.name(sent.id);
    item.say(isShown ? "done" : "unseen");
    item.offer({ remove: () => this.#remove(item, sent.id) });
  }

  #refuse(item: Item, code: string): void {
    item.say(code);
    item.offer({ remove: () => this.#remove(item) });
  }

  #remove(item: Item, id = ""): void {
    this.#busy.delete(item);
    item.element.remove();
    this.#picker.dispatchEvent(new CustomEvent("photos:removed"));
    if (!id) return;
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.#token, id });
    // Where this does not arrive, it is erased after a day.
    void fetch(this.#picker.dataset["removeAddress"] ?? "", { method: "POST", body, keepalive: true }).catch(() => undefined);
  }
}
