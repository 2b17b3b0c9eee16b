import { expect, test } from "vitest";
import { silentSince, standing, webAddress, type Feed } from "./feed";

const feed = (more: object = {}): Feed => ({
  title: "Invented", home_page_url: "https://n.example/",
  items: [
    { title: "over", url: "", language: "en", _amparo: { expires: "2026-11-20T10:00:00Z", kind: "confirmed", until: "", direction: "ltr" } },
    { title: "on", url: "", language: "en", _amparo: { expires: "2026-11-20T12:00:00Z", kind: "confirmed", until: "", direction: "ltr" } },
    { title: "broken", url: "", language: "en", _amparo: { expires: "soon", kind: "confirmed", until: "", direction: "ltr" } },
  ],
  _amparo: { status: "Actual", written: "2026-11-20T10:00:00Z", good_until: "2026-11-20T11:00:00Z", direction: "ltr", words: {}, ...more },
});
const at = (time: string): number => Date.parse(`2026-11-20T${time}Z`);

test("what has expired, or says nothing of its end, does not stand", () => {
  expect(standing(feed(), at("10:00:00")).map((item) => item.title)).toEqual(["on"]);
  expect(standing(feed(), at("12:00:00"))).toEqual([]);
});

test("silence is told from a fault: by the answer, and by the publisher's own date", () => {
  const known = { feed: feed(), at: at("10:05:00") };

  expect(silentSince(known, true, at("10:30:00"))).toBeNull();
  expect(silentSince(known, false, at("10:30:00"))).toBe(at("10:05:00"));
  expect(silentSince(known, true, at("11:00:00"))).toBe(at("10:00:00"));
  expect(silentSince({ feed: feed({ good_until: "?" }), at: at("09:00:00") }, true, at("09:30:00"))).toBe(at("09:00:00"));
});

test("a link leads to the web or nowhere", () => {
  expect(webAddress("https://n.example/a")).toBe("https://n.example/a");
  expect(webAddress("javascript:alert(1)")).toBeNull();
  expect(webAddress("data:text/html,x")).toBeNull();
  expect(webAddress("")).toBeNull();
});
