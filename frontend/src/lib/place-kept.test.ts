import { expect, test } from "vitest";
import { keepPlace, takePlace } from "./place-kept";

test("a place is kept once, and for some seconds", () => {
  keepPlace(["a", "b"], 0);
  expect(takePlace(10)).toEqual(["a", "b"]);
  expect(takePlace(10)).toEqual([]);
  keepPlace(["a"], 0);
  expect(takePlace(60_000)).toEqual([]);
});
