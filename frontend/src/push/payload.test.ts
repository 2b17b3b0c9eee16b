import { expect, test } from "vitest";
import { isOver, isOvertaken, options, pageOf, type Payload, read } from "./payload";

const MESSAGE: Payload = {
  language: "ar",
  dir: "rtl",
  title: "مؤكد",
  body: "شوهدت سيارة.",
  kind: "confirmed",
  code: "K7M2",
  tag: "thread-7",
  number: 1,
  page: "/alerts/7/?lang=ar",
  expires_at: 1_800_000_000,
};

test("a push of ours is read, with the blanks that fill it", () => {
  expect(read(`${JSON.stringify(MESSAGE)}      `)).toEqual(MESSAGE);
});

test.each(["", "{", "null", "7", "[]", "{}", JSON.stringify({ ...MESSAGE, title: "" }), JSON.stringify({ ...MESSAGE, page: 7 })])(
  "what is none of ours is not shown: %s",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

test("the notification speaks the message's language, and stands for its thread", () => {
  const shown = options(MESSAGE, "/mark.png");

  expect(shown).toMatchObject({ lang: "ar", dir: "rtl", tag: "thread-7", body: "شوهدت سيارة.", renotify: false, icon: "/mark.png" });
  expect(shown.data).toEqual({ tag: "thread-7", number: 1, page: "/alerts/7/?lang=ar", expires_at: 1_800_000_000 });
});

test.each([
  ["confirmed", false],
  ["update", true],
  ["correction", true],
  ["withdrawal", true],
  ["all_clear", false],
])("%s sounds again: %s", (kind, again) => {
  expect(options({ ...MESSAGE, kind }, "").renotify).toBe(again);
});

test("at its end, and not before, a message is over", () => {
  expect(isOver(MESSAGE, 1_800_000_000_000 - 1)).toBe(false);
  expect(isOver(MESSAGE, 1_800_000_000_000)).toBe(true);
  expect(isOver({ expires_at: 0 }, 1_800_000_000_000)).toBe(false);
});

test("an older message of a thread does not take the place of a newer one", () => {
  const withdrawal = options({ ...MESSAGE, number: 2 }, "").data;

  expect(isOvertaken(MESSAGE, [withdrawal])).toBe(true);
  expect(isOvertaken(MESSAGE, [{ ...withdrawal, tag: "another" }])).toBe(false);
  expect(isOvertaken({ ...MESSAGE, number: 3 }, [withdrawal])).toBe(false);
});

test.each([
  ["/alerts/7/?lang=ar", "https://red.example/alerts/7/?lang=ar"],
  ["https://evil.example/", "https://red.example/"],
  ["//evil.example/", "https://red.example/"],
  ["javascript:alert(1)", "https://red.example/"],
])("only pages of ours are opened: %s", (page, address) => {
  expect(pageOf({ page }, "https://red.example")).toBe(address);
});

test("a notification that knows no page opens the first one", () => {
  expect(pageOf(null, "https://red.example")).toBe("https://red.example/");
});
