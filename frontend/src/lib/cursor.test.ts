import { expect, test } from "vitest";
import { addressAfter, cursorOf } from "./cursor";
import { parseFragment } from "./trusted";

const PAGE = "https://network.example/board/";

test("asks after the newest cursor, keeping what else the address says", () => {
  expect(addressAfter("/board/?only=open&after=41", "42", PAGE)).toBe("https://network.example/board/?only=open&after=42");
});

test("asks as the page gave it while no cursor is known", () => {
  expect(addressAfter("?after=41", null, PAGE)).toBe("https://network.example/board/?after=41");
});

test("reads the cursor of a fragment's first element only", () => {
  expect(cursorOf(parseFragment('<div data-cursor="7"></div><p data-cursor="8"></p>'))).toBe("7");
  expect(cursorOf(parseFragment("<div></div>"))).toBeNull();
});
