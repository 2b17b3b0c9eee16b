/** Fetch a feed: anonymously, with what the browser kept as the second best. */
import type { Feed, Known } from "./feed";

const ANONYMOUS: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", mode: "cors" };

export type Answer = Known & { readonly isFresh: boolean };

/** Return what the publisher says, or what the browser still holds of it; null if neither is to be had. */
export async function ask(address: string, now: () => number): Promise<Answer | null> {
  const fresh = await read(address, { cache: "no-cache" });
  if (fresh) return { feed: fresh.feed, at: now(), isFresh: true };
  const kept = await read(address, { cache: "force-cache" });
  // Without a date of its own a copy is as old as it may be.
  return kept && { feed: kept.feed, at: Math.min(kept.date || Date.parse(kept.feed._amparo.written), now()), isFresh: false };
}

async function read(address: string, how: RequestInit): Promise<{ feed: Feed; date: number } | null> {
  try {
    const answer = await fetch(address, { ...ANONYMOUS, ...how, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return null;
    return { feed: (await answer.json()) as Feed, date: Date.parse(answer.headers.get("Date") ?? "") };
  } catch {
    return null;
  }
}
