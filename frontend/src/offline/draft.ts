/** From the fields of the one-page form to the bytes that are sealed. No document, no clock: only values. */

/** Sealed sizes tell how long a text is: so every report is filled up to one of these. */
export const SIZES: readonly number[] = [4096, 16_384, 65_536];

const TEXTS = ["activity", "place_text", "area", "text", "markings", "vehicles", "contact"];
const CHOICES = ["paper_shown", "being_taken", "place_kind"];

/** The text is longer than the largest size. */
export class TooLong extends Error {}

type Fields = Pick<FormData, "get">;

const value = (fields: Fields, name: string): string => {
  const found = fields.get(name);
  return typeof found === "string" ? found : "";
};

/**
 * Return the report as the network's API takes it.
 *
 * @param fields the form's
 * @param id the random id of the item that waits
 * @param language of the page
 * @param now the phone's clock; the network sets it right when the report comes
 */
export function reportFrom(fields: Fields, id: string, language: string, now: Date): Record<string, unknown> {
  const report: Record<string, unknown> = { idempotency_key: id, language };
  for (const name of TEXTS) report[name] = value(fields, name).trim();
  for (const name of CHOICES) if (value(fields, name)) report[name] = value(fields, name);
  report["first_hand"] = value(fields, "heard") === "first_hand";
  report["child_alone"] = fields.get("child_alone") !== null;
  report["someone_hurt"] = fields.get("someone_hurt") !== null;
  if (value(fields, "how_many")) report["how_many"] = Number(value(fields, "how_many"));
  report["seen_at"] = seenAt(value(fields, "seen"), value(fields, "seen_at"), now);
  return report;
}

/** A time that was typed is the network's; "ten minutes ago" counts from now, not from when it arrives. */
function seenAt(seen: string, typed: string, now: Date): string {
  if (seen === "other") return typed;
  return new Date(now.getTime() - (Number(seen) || 0) * 60_000).toISOString();
}

/** Return JSON as bytes, filled up with blanks to the next size. @throws TooLong */
export function padded(report: Readonly<Record<string, unknown>>): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  const size = SIZES.find((each) => each >= bytes.length);
  if (size === undefined) throw new TooLong();
  const filled = new Uint8Array(size).fill(0x20);
  filled.set(bytes);
  return filled;
}

/** Return the day of the phone's calendar, and no more, on which something was stored. */
export function dayOf(now: Date): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Return how many whole days lie between a stored day and now; none where the clock was put back. */
export function daysSince(day: string, now: Date): number {
  const days = Math.floor((now.getTime() - Date.parse(`${day}T00:00:00`)) / 86_400_000);
  return Number.isFinite(days) ? Math.max(0, days) : 0;
}
