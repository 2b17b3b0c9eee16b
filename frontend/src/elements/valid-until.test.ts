import { afterEach, expect, test, vi } from "vitest";
import "./valid-until";

afterEach(() => vi.useRealTimers());

test("what it holds is there until its moment, and then says that it is over", () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-20T10:00:00Z") });
  document.body.innerHTML =
    '<valid-until at="2026-11-20T10:00:20+00:00" data-text-over="No longer valid."><p>Confirmed</p></valid-until>';
  const element = document.querySelector("valid-until")!;
  expect(element.textContent).toBe("Confirmed");

  vi.advanceTimersByTime(15_000);
  expect(element.textContent).toBe("Confirmed");
  vi.advanceTimersByTime(5_000);

  expect(element.textContent).toBe("No longer valid.");
});

test("without a moment that can be read nothing is taken away", () => {
  document.body.innerHTML = '<valid-until at="" data-text-over="No longer valid."><p>Confirmed</p></valid-until>';

  expect(document.querySelector("valid-until")!.textContent).toBe("Confirmed");
});
