import { beforeEach, expect, test, vi } from "vitest";
import "./keys-nav";

beforeEach(() => {
  document.body.innerHTML =
    '<input id="search"><keys-nav items="a"><a href="/1" id="one">1</a><a href="/2" id="two" aria-current="true">2</a><a href="/3" id="three">3</a></keys-nav>';
  (document.activeElement as HTMLElement | null)?.blur();
});

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

test("j goes on from the current item, k goes back, and neither leaves the list", () => {
  press("j");
  expect(document.activeElement?.id).toBe("three");
  press("j");
  expect(document.activeElement?.id).toBe("three");
  press("k");
  press("k");
  press("k");
  expect(document.activeElement?.id).toBe("one");
});

test("a move is told", () => {
  const moved = vi.fn();
  document.addEventListener("keys-nav:moved", moved, { once: true });

  press("j");

  expect(moved).toHaveBeenCalledOnce();
});

test("keys belong to whoever is typing, and to the browser's own shortcuts", () => {
  document.querySelector<HTMLElement>("#search")!.focus();
  expect(press("j").defaultPrevented).toBe(false);
  document.querySelector<HTMLElement>("#search")!.blur();
  expect(press("k", { ctrlKey: true }).defaultPrevented).toBe(false);
});

test("Home and End are taken only inside the list", () => {
  expect(press("End").defaultPrevented).toBe(false);
  press("k");
  press("End");
  expect(document.activeElement?.id).toBe("three");
});

test("an empty list takes no key", () => {
  document.querySelector("keys-nav")!.replaceChildren();

  expect(press("j").defaultPrevented).toBe(false);
});

test("? shows what the keys do, and hides it again", () => {
  const help = document.createElement("details");
  help.innerHTML = "<summary>Keys</summary>";
  document.querySelector("keys-nav")!.append(help);

  press("?");
  expect(help.open).toBe(true);
  expect(document.activeElement?.tagName).toBe("SUMMARY");
  press("?");
  expect(help.open).toBe(false);
});
