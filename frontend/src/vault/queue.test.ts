import { expect, test } from "vitest";
import { wrongWith } from "./queue";

const limits = { photoMb: "25", videoMb: "200" };

test("a file is measured by its kind before anything is done with it", () => {
  expect(wrongWith("photo", 0, limits)).toBe("empty");
  expect(wrongWith("photo", 25 * 1024 * 1024, limits)).toBe("");
  expect(wrongWith("photo", 26 * 1024 * 1024, limits)).toBe("too_large");
  expect(wrongWith("video", 26 * 1024 * 1024, limits)).toBe("");
  expect(wrongWith("video", 201 * 1024 * 1024, limits)).toBe("too_large");
});
