/** How far a sealed report is, as the pages show it. Only that it waits is stored; the rest is known to open pages. */
import type { Outcome } from "./sending";
import type { Item } from "./store";

/** `sent`: handed over, no answer yet. `waiting`: on this phone, perhaps after tries that brought no answer. */
export type State = { kind: "waiting"; isTried: boolean } | { kind: "sent" } | Exclude<Outcome, { kind: "waits" }>;
/** One item and how far it is. */
export interface Entry {
  item: Item;
  state: State;
}
