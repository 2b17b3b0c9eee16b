import { beforeEach, expect, test, vi } from "vitest";
import "./quick-exit";

const AWAY = "https://weather.example/";
const replace = vi.fn();

beforeEach(() => {
  replace.mockReset();
  vi.spyOn(location, "replace").mockImplementation(replace);
  if (!document.body) document.documentElement.append(document.createElement("head"), document.createElement("body"));
  document.body.innerHTML = `<p>What I wrote</p><quick-exit><a href="${AWAY}">Leave this page</a></quick-exit>`;
});

function press(key: string, at: number, options: KeyboardEventInit = {}): void {
  const event = new KeyboardEvent("keydown", { key, ...options });
  Object.defineProperty(event, "timeStamp", { value: at });
  document.dispatchEvent(event);
}

test("a tap empties the page and puts another in its place", () => {
  sessionStorage.setItem("draft", "x");

  document.querySelector<HTMLElement>("quick-exit a")!.click();

  expect(replace).toHaveBeenCalledWith(AWAY);
  expect(document.documentElement.textContent).toBe("");
  expect(sessionStorage.length).toBe(0);
});

test("Escape three times quickly does the same", () => {
  press("Escape", 0);
  press("Escape", 700);
  press("Escape", 1400);

  expect(replace).toHaveBeenCalledWith(AWAY);
});

test("Escape once, slowly, or held down surprises nobody", () => {
  press("Escape", 10_000);
  press("Escape", 11_000);
  press("Escape", 12_000);
  press("Escape", 20_000);
  press("Escape", 20_010, { repeat: true });
  press("Escape", 20_020, { repeat: true });
  press("a", 20_030);

  expect(replace).not.toHaveBeenCalled();
});
