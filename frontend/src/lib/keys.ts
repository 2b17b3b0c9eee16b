/** Single keys and two in a row, and when they are left alone. No state but the first of two keys. */

const TYPING =
  "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable], .maplibregl-canvas";

/** How long the second of two keys may take. */
export const LONGEST_WAIT_MS = 1500;

/** Whether a key belongs to somebody else: who types, the browser's own shortcuts, an open dialog. */
export function isOthers(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return true;
  if (document.querySelector("dialog[open]")) return true;
  return event.target instanceof Element && event.target.closest(TYPING) !== null;
}

/** Reads keys one by one; a lead such as `g` waits for the next. */
export class KeyReader {
  #lead = "";
  #since = 0;

  /** @param leads keys that wait for a second one */
  constructor(private readonly leads: ReadonlySet<string>) {}

  /** Whether a lead waits for its second key. */
  isWaiting(now: number): boolean {
    return this.#lead !== "" && now - this.#since <= LONGEST_WAIT_MS;
  }

  /** Return what was said with this key (`c`, `g t`), or nothing yet. */
  read(key: string, now: number): string {
    if (key.length !== 1) return "";
    if (this.isWaiting(now)) {
      const said = `${this.#lead} ${key}`;
      this.#lead = "";
      return said;
    }
    this.#lead = this.leads.has(key) ? key : "";
    this.#since = now;
    return this.#lead ? "" : key;
  }
}
