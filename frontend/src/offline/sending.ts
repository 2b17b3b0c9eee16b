/** Hand one sealed report to the network and read its answer. No document, no store. */
import type { Item } from "./store";

/**
 * What came of one try.
 *
 * `received`: the network has it, and these are the six words. `waits`: no answer, or "not now"; try again, not before
 * `afterMs`. `refused`: it came, and can't be taken as it is.
 */
export type Outcome =
  | { kind: "received"; words: string; isContactLeftOut: boolean }
  | { kind: "waits"; afterMs: number }
  | { kind: "refused"; code: string; message: string };

const ADDRESS = "/api/v1/reports/sealed";
const LONGEST_WAIT_MS = 45_000;
const LONGEST_ASKED_MS = 15 * 60_000;

interface Answer {
  receipt_code?: string;
  is_contact_left_out?: boolean;
  code?: string;
  message?: string;
  challenge?: unknown;
}

/** Try once; where a proof of work is asked for, find it and try once more. Never throws. */
export async function send(item: Item, now: () => Date = () => new Date()): Promise<Outcome> {
  try {
    const first = await post(item, now(), "");
    if (first.status !== 429) return await read(first);
    const { challenge } = (await first.clone().json()) as Answer;
    if (!challenge) return await read(first);
    const { solve } = await import("../lib/proof");
    return await read(await post(item, now(), await solve(challenge)));
  } catch {
    // No line, a line that broke, an answer that was none of ours, no proof found: it waits.
    return { kind: "waits", afterMs: 0 };
  }
}

function post(item: Item, now: Date, proof: string): Promise<Response> {
  const headers: Record<string, string> = {
    "Content-Type": "application/octet-stream",
    "Idempotency-Key": item.id,
    // To the minute: enough to set a wrong clock right.
    "Phone-Clock": `${now.toISOString().slice(0, 16)}:00+00:00`,
  };
  if (proof) headers["Amparo-Proof"] = proof;
  return fetch(ADDRESS, {
    method: "POST",
    body: item.sealed,
    headers,
    // For the one cookie that tells for a day which reports came from one browser. Nobody's sign-in is read there.
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
  });
}

async function read(response: Response): Promise<Outcome> {
  if (response.status === 429 || response.status === 408 || response.status >= 500) {
    const asked = Number(response.headers.get("Retry-After") ?? "0") * 1000;
    return { kind: "waits", afterMs: asked > 0 ? Math.min(asked, LONGEST_ASKED_MS) : 0 };
  }
  const answer = (await response.json()) as Answer;
  if ((response.status === 200 || response.status === 201) && typeof answer.receipt_code === "string") {
    return { kind: "received", words: answer.receipt_code, isContactLeftOut: answer.is_contact_left_out === true };
  }
  // Some other server answers in our place, as a hotel's sign-in page does: that is no line.
  if (response.ok || typeof answer.code !== "string") return { kind: "waits", afterMs: 0 };
  return { kind: "refused", code: answer.code, message: String(answer.message ?? "") };
}
