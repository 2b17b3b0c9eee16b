/** What became of asking a device for a passkey, by the names that Web Authentication gives its errors. */
export type Outcome = "stopped" | "known" | "failed";

/** Return which sentence fits an error. A person who said no and one who took too long look the same, on purpose. */
export function outcomeOf(error: unknown): Outcome {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return "stopped";
  if (name === "InvalidStateError") return "known";
  return "failed";
}
