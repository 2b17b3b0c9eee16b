import { expect, test } from "vitest";
import { bordersOf } from "./borders";
import type { Bounds } from "./geography";

const BOUNDS: Bounds = [-118.4, 33.9, -118.1, 34.2];
const place = (name: string, lat: number, lon: number, kind = "neighbourhood") => ({ name, lat, lon, kind });

test("two neighbourhoods share one border, half way between them", () => {
  const { coordinates } = bordersOf([place("West", 34, -118.3), place("East", 34, -118.2)], BOUNDS);

  expect(coordinates).toHaveLength(1);
  for (const [lon] of coordinates[0] ?? []) expect(lon).toBeCloseTo(-118.25);
});

test("ZIPs draw no borders, and far places share none", () => {
  expect(bordersOf([place("A", 34, -118.3), place("90006", 34, -118.2, "zip")], BOUNDS).coordinates).toEqual([]);
  expect(bordersOf([place("A", 34, -119), place("B", 34, -118)], BOUNDS).coordinates).toEqual([]);
});

test("no places, no borders", () => {
  expect(bordersOf([], BOUNDS).coordinates).toEqual([]);
});
