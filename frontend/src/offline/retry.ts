/** When to try again: soon at first, then less and less often, and never before the network said it may be asked. */
import { nextPause } from "../lib/pace";
import type { Entry } from "./states";

const PAUSE_MS = 5_000;

export class Retry {
  #failures = 0;
  // By the page's own clock, which nobody can put back.
  #notBefore = 0;
  #failed = "";

  get isDue(): boolean {
    return performance.now() >= this.#notBefore;
  }

  get pauseMs(): number {
    return Math.max(nextPause(PAUSE_MS, this.#failures, Math.random()), this.#notBefore - performance.now());
  }

  /** Begin after the one that failed last: one that always fails must not hold up the others. */
  inOrder(entries: readonly Entry[]): Entry[] {
    const next = entries.findIndex(({ item }) => item.id === this.#failed) + 1;
    return [...entries.slice(next), ...entries.slice(0, next)];
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(id: string, afterMs: number): void {
    this.#failed = id;
    this.#failures += 1;
    this.#notBefore = performance.now() + afterMs;
  }
}
