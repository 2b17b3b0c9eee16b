import { expect, test } from "vitest";
import { fitted, moments } from "./copies";

test("a picture is made smaller, never larger", () => {
  expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(300, 200, 1600)).toEqual({ width: 300, height: 200 });
  expect(fitted(100_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
});

test("six moments of a film, one of a flash, and one where nobody knows how long it is", () => {
  expect(moments(60)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(moments(0.4)).toEqual([0]);
});
