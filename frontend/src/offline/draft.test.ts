import { expect, test } from "vitest";
import { dayOf, daysSince, padded, reportFrom, SIZES, TooLong } from "./draft";

const NOW = new Date("2026-11-24T18:30:00Z");

function fields(values: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

test("what was chosen and written becomes what the network's API takes", () => {
  const form = fields({ activity: "checkpoint", place_text: " 7th and Alvarado ", heard: "first_hand", seen: "30", how_many: "4", child_alone: "on" });

  expect(reportFrom(form, "an-id", "es", NOW)).toEqual({
    idempotency_key: "an-id",
    language: "es",
    activity: "checkpoint",
    place_text: "7th and Alvarado",
    area: "",
    text: "",
    markings: "",
    vehicles: "",
    contact: "",
    first_hand: true,
    child_alone: true,
    someone_hurt: false,
    how_many: 4,
    seen_at: "2026-11-24T18:00:00.000Z",
  });
});

test("a time counts from when it was written, and a typed one is left as typed", () => {
  expect(reportFrom(fields({ seen: "now" }), "", "en", NOW)["seen_at"]).toBe("2026-11-24T18:30:00.000Z");
  expect(reportFrom(fields({ seen: "other", seen_at: "2026-11-23T21:30" }), "", "en", NOW)["seen_at"]).toBe("2026-11-23T21:30");
});

test.each([0, 3000, 3990, 5000, 20_000])("the size tells nothing finer than one of three: %d", (length) => {
  const bytes = padded({ text: "é".repeat(length) });

  expect(SIZES).toContain(bytes.length);
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ text: "é".repeat(length) });
});

test("what is longer than the largest size is refused, not cut", () => {
  expect(() => padded({ text: "x".repeat(70_000) })).toThrow(TooLong);
});

test("only the day is kept, and how old it is survives a clock that was put back", () => {
  const day = dayOf(new Date(2026, 10, 24, 23, 59));
  expect(day).toBe("2026-11-24");
  expect(daysSince(day, new Date(2026, 10, 29, 0, 1))).toBe(5);
  expect(daysSince(day, new Date(2025, 0, 1))).toBe(0);
  expect(daysSince("no day", NOW)).toBe(0);
});
