import { words } from "../lib/words";
import { button, paragraph } from "../offline/parts";
import { begin, end, Refused, stillOn, subscribe } from "./subscribing";

/**
 * A button that subscribes this browser to the wishes of the form around it, asking for the permission only when it is
 * pressed; where it is subscribed, the ways to change and to end that. Without JavaScript its content stays.
 *
 * @example
 * <form>…<push-alerts data-key="BNc…" data-begin="/alerts/push/" data-text-allow="Allow alerts" …><p>This needs JavaScript.</p></push-alerts></form>
 */
export class PushAlerts extends HTMLElement {
  readonly #said = document.createElement("div");

  connectedCallback(): void {
    this.#said.setAttribute("role", "status");
    this.#said.tabIndex = -1;
    void this.#show();
  }

  async #show(note?: string, kind: "success" | "danger" | "info" = "info"): Promise<void> {
    const registration = await navigator.serviceWorker?.getRegistration("/");
    const here = await stillOn(registration, this.dataset["key"] ?? "").catch(() => undefined);
    if (here) {
      const change = document.createElement("a");
      change.className = "button";
      change.href = here.path;
      change.textContent = words(this, "change");
      const stop = button(words(this, "stop"), "button button--danger", () => void this.#stop());
      const ways = document.createElement("div");
      ways.className = "cluster";
      ways.append(change, stop);
      this.replaceChildren(this.#said, ways);
      this.#say(note ?? words(this, "on"), note ? kind : "success");
    } else {
      this.replaceChildren(this.#said);
      const why = whyNot();
      if (why) this.#say(note ?? words(this, why), kind);
      else this.append(button(words(this, "allow"), "button button--primary", () => void this.#begin()));
      if (!why) this.#say(note ?? "", kind);
    }
    if (note) this.#said.focus();
  }

  async #begin(): Promise<void> {
    const form = this.closest("form");
    this.querySelector("button")?.setAttribute("disabled", "");
    this.#say(words(this, "asking"), "info");
    try {
      // First of all: browsers show the question only in answer to a press.
      if ((await Notification.requestPermission()) !== "granted") return await this.#show(words(this, "denied"), "danger");
      await navigator.serviceWorker.register("/sw.js", { scope: "/" });
      const key = this.dataset["key"] ?? "";
      const subscription = await subscribe(await navigator.serviceWorker.ready, key);
      await begin(this.dataset["begin"] ?? "", new FormData(form ?? undefined), subscription, key);
      await this.#show(words(this, "begun"), "success");
    } catch (error) {
      // The network refuses in sentences of the page's language; anything else is no line, or a browser that will not.
      const reasons = error instanceof Refused ? error.reasons.join(" ") : "";
      await this.#show(reasons || words(this, "failed"), "danger");
    }
  }

  async #stop(): Promise<void> {
    const told = await end(await navigator.serviceWorker.getRegistration("/"));
    await this.#show(words(this, told ? "stopped" : "not-told"), "success");
  }

  #say(text: string, kind: "success" | "danger" | "info"): void {
    this.#said.hidden = text === "";
    this.#said.className = text ? `notice notice--${kind}` : "";
    this.#said.replaceChildren(...(text ? [paragraph(text)] : []));
  }
}

/** Return which sentence says why this browser can't; nothing where it can. */
function whyNot(): "none" | "iphone" | "denied" | undefined {
  const isWhole = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
  if (!isWhole) return /iPhone|iPad/.test(navigator.userAgent) || (navigator.maxTouchPoints > 1 && /Macintosh/.test(navigator.userAgent)) ? "iphone" : "none";
  return Notification.permission === "denied" ? "denied" : undefined;
}

customElements.define("push-alerts", PushAlerts);
