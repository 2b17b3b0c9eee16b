import { beforeEach, expect, test, vi } from "vitest";
import { readPlace, writePlace } from "./place-inputs";

let inside: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = '<form><input name="at_lat"><input name="at_lon"><div data-lat-name="at_lat" data-lon-name="at_lon"></div></form>';
  inside = document.querySelector("div")!;
});

test("a place is written to a metre and the form is told", () => {
  const told = vi.fn();
  document.querySelector("form")!.addEventListener("change", told);

  expect(writePlace(inside, { lat: 34.0512345678, lon: -118.2 })).toBe(true);

  expect([...document.querySelectorAll("input")].map((each) => each.value)).toEqual(["34.05123", "-118.20000"]);
  expect(told).toHaveBeenCalledTimes(2);
  expect(readPlace(inside)).toEqual({ lat: 34.05123, lon: -118.2 });
});

test("without the inputs nothing is written, and the caller hears it", () => {
  document.querySelector("input")!.remove();

  expect(writePlace(inside, { lat: 1, lon: 2 })).toBe(false);
});

test.each(["", " ", "north"])("a form that holds %o has no place", (value) => {
  for (const input of document.querySelectorAll("input")) input.value = value;

  expect(readPlace(inside)).toBeUndefined();
});
