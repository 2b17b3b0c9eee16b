import { expect, test } from "vitest";
import { LONGEST_PAUSE_MS, nextPause, SHORTEST_INTERVAL_MS } from "./pace";

test("keeps the page's interval while all is well", () => {
  expect(nextPause(1500, 0, 0.5)).toBe(1500);
});

test("never asks more often than twice a second", () => {
  expect(nextPause(1, 0, 0)).toBe(SHORTEST_INTERVAL_MS);
});

test("an interval that is no number does not become a flood", () => {
  expect(nextPause(Number.NaN, 0, 0)).toBe(LONGEST_PAUSE_MS);
});

test("waits longer with each failure, up to the longest pause", () => {
  const pauses = [1, 2, 3, 4, 5, 50].map((failures) => nextPause(1500, failures, 1));

  expect(pauses).toEqual([3000, 6000, 12_000, 24_000, 30_000, 30_000]);
});

test("clients that lost the server together do not come back together", () => {
  expect(nextPause(1500, 2, 0)).toBeLessThan(nextPause(1500, 2, 1));
});
