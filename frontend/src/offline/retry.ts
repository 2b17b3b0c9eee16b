/** When to try again: soon at first, then less and less often, and never before the network said it may be asked. */
import { nextPause } from "../lib/pace";

const PAUSE_MS = 5_000;

export class Retry {
  #failures = 0;
  // By the page's own clock, which nobody can put back.
  #notBefore = 0;

  get isDue(): boolean {
    return performance.now() >= this.#notBefore;
  }

  get pauseMs(): number {
    return Math.max(nextPause(PAUSE_MS, this.#failures, Math.random()), this.#notBefore - performance.now());
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(afterMs: number): void {
    this.#failures += 1;
    this.#notBefore = performance.now() + afterMs;
  }
}
