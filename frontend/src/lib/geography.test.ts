import { expect, test } from "vitest";
import { boundsOf, grown, nearest, overlap } from "./geography";

const NAMES = [
  { name: "North", kind: "neighbourhood", lat: 34.02, lon: -118 },
  { name: "East", kind: "neighbourhood", lat: 34, lon: -117.977 },
  { name: "90000", kind: "zip", lat: 34, lon: -118 },
];

test("a degree of longitude counts for less than one of latitude", () => {
  expect(nearest({ lat: 34, lon: -118 }, NAMES)?.name).toBe("East");
});

test("a ZIP is not a neighbourhood, and no names give no nearest", () => {
  expect(nearest({ lat: 34, lon: -118 }, [NAMES[2]!])).toBeUndefined();
  expect(nearest({ lat: 34, lon: -118 }, [])).toBeUndefined();
});

test("bounds that touch overlap", () => {
  expect(overlap([0, 0, 1, 1], [1, 1, 2, 2])).toBe(true);
  expect(overlap([0, 0, 1, 1], [1.1, 0, 2, 1])).toBe(false);
});

test("bounds grow on every side but not off the globe", () => {
  expect(grown([0, 0, 10, 10], 0.5)).toEqual([-5, -5, 15, 15]);
  expect(grown([-180, -60, 180, 75], 1)).toEqual([-180, -85, 180, 85]);
});

test("bounds of places hold them all; of none there are none", () => {
  expect(boundsOf([{ lat: 1, lon: 5 }, { lat: 3, lon: 4 }])).toEqual([4, 1, 5, 3]);
  expect(boundsOf([])).toBeUndefined();
});
