/** How long to wait before the next question to the server. No document, no clock: only numbers. */

/** The longest pause while the server can't be reached. */
export const LONGEST_PAUSE_MS = 30_000;

/** The shortest interval that a page may ask for. */
export const SHORTEST_INTERVAL_MS = 500;

/**
 * Return the pause before the next poll.
 *
 * @param intervalMs what the page asked for while all is well
 * @param failures how many polls in a row have failed
 * @param random 0 to 1; spreads clients that lost the server at the same moment by up to a fifth
 */
export function nextPause(intervalMs: number, failures: number, random: number): number {
  const usual = Math.max(SHORTEST_INTERVAL_MS, Number.isFinite(intervalMs) ? intervalMs : LONGEST_PAUSE_MS);
  if (failures === 0) return usual;
  const longest = Math.max(usual, LONGEST_PAUSE_MS);
  const doubled = Math.min(longest, usual * 2 ** Math.min(failures, 10));
  return Math.round(doubled * (0.8 + 0.2 * random));
}
