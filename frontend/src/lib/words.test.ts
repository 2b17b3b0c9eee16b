import { afterEach, expect, test } from "vitest";
import { words } from "./words";

afterEach(() => document.body.removeAttribute("data-text-offline"));

test("takes the element's own sentence before the body's", () => {
  const element = document.createElement("div");
  document.body.setAttribute("data-text-offline", "of the body");

  expect(words(element, "offline")).toBe("of the body");
  element.setAttribute("data-text-offline", "its own");
  expect(words(element, "offline")).toBe("its own");
});

test("fills slots it knows and leaves the others standing", () => {
  const element = document.createElement("div");
  element.setAttribute("data-text-picked", "Near {place}, {unknown}.");

  expect(words(element, "picked", { place: "Pico-Union" })).toBe("Near Pico-Union, {unknown}.");
});
