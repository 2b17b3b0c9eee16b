/**
 * Proof of work: a little arithmetic that costs one sender nothing and ten thousand a lot. No question is asked of a
 * person, and nothing is loaded from elsewhere. The browser counts outside the page's thread (WebCrypto), so no worker
 * is needed and this runs in a service worker too.
 */
import { type Challenge, pbkdf2, solveChallenge } from "altcha/lib";

const LONGEST_MS = 120_000;
const MOST_STRANDS = 4;

/** Why no proof could be found: `unsupported` (no secure context), `refused` (not a challenge of ours), `timeout`. */
export class NoProof extends Error {
  readonly reason: "unsupported" | "refused" | "timeout";

  constructor(reason: NoProof["reason"]) {
    super(reason);
    this.name = "NoProof";
    this.reason = reason;
  }
}

/**
 * Solve a challenge as the server gave it (the object, or its JSON), and return the text to send back: in the form's
 * `proof` field, or in the header `Amparo-Proof`.
 *
 * @throws NoProof
 */
export async function solve(challenge: unknown, signal?: AbortSignal): Promise<string> {
  const read = challengeIn(challenge);
  if (globalThis.crypto?.subtle === undefined) throw new NoProof("unsupported");
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const strands = Math.max(1, Math.min(MOST_STRANDS, globalThis.navigator?.hardwareConcurrency ?? 1));
  const searches = Array.from({ length: strands }, (_, start) => search(read, start, strands, controller));
  try {
    const solution = await Promise.any(searches);
    return btoa(JSON.stringify({ challenge: read, solution }));
  } catch {
    throw new NoProof("timeout");
  } finally {
    stop();
    signal?.removeEventListener("abort", stop);
  }
}

/** One strand looks at every n-th number. Rejects where it was stopped or ran out of time. */
async function search(challenge: Challenge, counterStart: number, counterStep: number, controller: AbortController): Promise<object> {
  const deriveKey = pbkdf2.deriveKey;
  const found = await solveChallenge({ challenge, counterStart, counterStep, controller, deriveKey, timeout: LONGEST_MS });
  if (found === null) throw new NoProof("timeout");
  return found;
}

function challengeIn(value: unknown): Challenge {
  const read = typeof value === "string" ? parsed(value) : value;
  const parameters = (read as Partial<Challenge> | null)?.parameters;
  if (parameters?.algorithm !== "PBKDF2/SHA-256" || typeof parameters.nonce !== "string") throw new NoProof("refused");
  return read as Challenge;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
