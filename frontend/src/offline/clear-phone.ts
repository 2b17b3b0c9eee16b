import { words } from "../lib/words";
import { lookHere } from "../push/here";
import { end as endAlerts } from "../push/subscribing";
import { DATABASE, mayHold, waiting } from "./store";

/**
 * Says what of ours lies on this phone, and before the form is sent, which clears it on the server's word, clears it
 * itself: not every browser does what `Clear-Site-Data` says.
 *
 * @example
 * <clear-phone data-text-nothing="No report waits." data-text-waits="{count} reports wait and will be lost."><form method="post">…</form></clear-phone>
 */
export class ClearPhone extends HTMLElement {
  connectedCallback(): void {
    void this.#tell();
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void clearAll().finally(() => (event.target as HTMLFormElement).submit());
    });
  }

  async #tell(): Promise<void> {
    const count = (await mayHold()) ? (await waiting().catch(() => [])).length : 0;
    const line = document.createElement("p");
    line.className = `notice notice--${count > 0 ? "danger" : "info"}`;
    line.textContent = words(this, count === 0 ? "nothing" : count === 1 ? "waits-one" : "waits", { count: String(count) });
    this.prepend(line);
  }
}

/**
 * Says, after the server's answer, what this browser still holds: looked up, not assumed.
 *
 * @example
 * <phone-cleared data-text-clean="Nothing is left." data-text-left="Something is left."></phone-cleared>
 */
export class PhoneCleared extends HTMLElement {
  connectedCallback(): void {
    void this.#look();
  }

  async #look(): Promise<void> {
    await clearAll();
    const left = await isAnythingLeft();
    this.className = `notice notice--${left ? "danger" : "success"}`;
    this.setAttribute("role", "status");
    this.textContent = words(this, left ? "left" : "clean");
  }
}

async function clearAll(): Promise<void> {
  // While the worker is still there: without it the browser no longer says what it is subscribed to.
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.allSettled((registrations.length ? registrations : [undefined]).map((each) => endAlerts(each)));
  const kept = "caches" in globalThis ? await caches.keys() : [];
  await Promise.allSettled([
    deleted(DATABASE),
    ...registrations.map((each) => each.unregister()),
    ...kept.map((name) => caches.delete(name)),
  ]);
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch {
    // A browser that was told to keep nothing has nothing to clear.
  }
}

function deleted(name: string): Promise<void> {
  return new Promise((resolve) => {
    if (!globalThis.indexedDB) return resolve();
    const asked = indexedDB.deleteDatabase(name);
    for (const end of ["success", "error", "blocked"]) asked.addEventListener(end, () => resolve());
  });
}

async function isAnythingLeft(): Promise<boolean> {
  const reports = (await mayHold()) ? (await waiting().catch(() => [])).length : 0;
  const kept = "caches" in globalThis ? (await caches.keys()).length : 0;
  return reports > 0 || kept > 0 || (await lookHere().catch(() => undefined)) !== undefined;
}

customElements.define("clear-phone", ClearPhone);
customElements.define("phone-cleared", PhoneCleared);
