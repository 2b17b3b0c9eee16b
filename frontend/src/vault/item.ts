/** One chosen file in the page's list: its picture, how far it is, and what can be done with it. */
import { words } from "../lib/words";
import { drawn } from "./copies";

const PREVIEW_PX = 240;

export class Item {
  readonly element = document.createElement("li");
  readonly #said = document.createElement("span");
  readonly #bar = document.createElement("progress");
  readonly #buttons = document.createElement("span");
  readonly #picker: HTMLElement;
  readonly #name: string;

  constructor(picker: HTMLElement, name: string) {
    this.#picker = picker;
    this.#name = name;
    this.element.className = "photos__item";
    this.#said.setAttribute("role", "status");
    this.#bar.max = 1;
    this.#bar.setAttribute("aria-label", name);
    const title = document.createElement("strong");
    title.textContent = name;
    this.#buttons.className = "cluster";
    this.element.append(title, this.#said, this.#bar, this.#buttons);
  }

  /** Say where it stands; `part` moves the bar, and without it the bar goes. */
  say(word: string, part?: number): void {
    const percent = String(Math.round((part ?? 0) * 100));
    const text = words(this.#picker, word, { percent }) || words(this.#picker, "failed");
    if (this.#said.textContent !== text) this.#said.textContent = text;
    this.#bar.hidden = part === undefined;
    this.#bar.value = part ?? 0;
  }

  /** Show what was drawn of it. */
  show(canvas: HTMLCanvasElement | undefined): void {
    if (!canvas) return;
    const small = drawn(canvas, canvas.width, canvas.height, PREVIEW_PX);
    small.className = "photos__preview";
    small.setAttribute("role", "img");
    small.setAttribute("aria-label", this.#name);
    this.element.prepend(small);
  }

  /** Name it in the form that will be sent. */
  name(id: string): void {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "picture", value: id });
    this.element.append(input);
  }

  /** Offer what can be done, in place of what could be done before. */
  offer(actions: Readonly<Record<string, () => void>>): void {
    this.#buttons.replaceChildren(
      ...Object.entries(actions).map(([word, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--small";
        button.textContent = words(this.#picker, word);
        const hidden = document.createElement("span");
        hidden.className = "visually-hidden";
        hidden.textContent = `: ${this.#name}`;
        button.append(hidden);
        button.addEventListener("click", act);
        return button;
      }),
    );
  }
}
