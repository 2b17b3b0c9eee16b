import { expect, test } from "vitest";
import { type Corner, crosses, fromGeoJSON, toGeoJSON } from "./shape";

const SQUARE: Corner[] = [
  [-118.3, 34],
  [-118.2, 34],
  [-118.2, 34.1],
  [-118.3, 34.1],
];

test("a shape goes into the form closed, and comes back as it was drawn", () => {
  const ring = (JSON.parse(toGeoJSON(SQUARE)) as { coordinates: number[][][] }).coordinates[0];
  expect(ring).toHaveLength(5);
  expect(ring?.[0]).toEqual(ring?.[4]);
  expect(fromGeoJSON(toGeoJSON(SQUARE))).toEqual(SQUARE);
});

test("two corners are no shape yet", () => {
  expect(toGeoJSON(SQUARE.slice(0, 2))).toBe("");
});

test.each(["", "null", "[]", "{", '{"coordinates": 3}', '{"coordinates": [["a", [1]]]}'])("%s holds no shape", (text) => {
  expect(fromGeoJSON(text)).toEqual([]);
});

test("a bow-tie crosses itself, a square and a triangle do not", () => {
  const [a, b, c, d] = SQUARE as [Corner, Corner, Corner, Corner];
  expect(crosses([a, c, b, d])).toBe(true);
  expect(crosses(SQUARE)).toBe(false);
  expect(crosses([a, b, c])).toBe(false);
  expect(crosses([])).toBe(false);
});
