import { expect, test } from "vitest";
import { ownAddress, parseFragment } from "./trusted";

const PAGE = "https://network.example/report/";

test("an address of our own passes and is made whole", () => {
  expect(ownAddress("/static/built/worker.js", PAGE)).toBe("https://network.example/static/built/worker.js");
});

test.each(["https://elsewhere.example/x.js", "//elsewhere.example/x.js", "data:text/javascript,1", "blob:https://network.example/1", "javascript:1"])(
  "%s is refused",
  (address) => {
    expect(() => ownAddress(address, PAGE)).toThrow(TypeError);
  },
);

test("a fragment becomes nodes", () => {
  const fragment = parseFragment("<p>one</p><p>two</p>");

  expect([...fragment.children].map((each) => each.textContent)).toEqual(["one", "two"]);
});
