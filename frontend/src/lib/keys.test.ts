import { expect, test } from "vitest";
import { KeyReader, LONGEST_WAIT_MS } from "./keys";

test("a lead waits for its second key, and not for ever", () => {
  const reader = new KeyReader(new Set(["g"]));

  expect(reader.read("c", 0)).toBe("c");
  expect(reader.read("g", 10)).toBe("");
  expect(reader.isWaiting(20)).toBe(true);
  expect(reader.read("t", 20)).toBe("g t");
  expect(reader.read("g", 30)).toBe("");
  expect(reader.read("t", 31 + LONGEST_WAIT_MS)).toBe("t");
});

test("Shift and the like are no keys of ours, and do not end the waiting", () => {
  const reader = new KeyReader(new Set(["g"]));
  reader.read("g", 0);

  expect(reader.read("Shift", 1)).toBe("");
  expect(reader.read("1", 2)).toBe("g 1");
});
