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

test("a key presses what carries it, and a pair of keys too", () => {
  const pressed: string[] = [];
  document.body.insertAdjacentHTML(
    "beforeend",
    '<button data-key="c"></button><a href="#" data-key="g t"></a><div hidden><button data-key="z"></button></div>',
  );
  document.addEventListener("click", (event) => pressed.push((event.target as HTMLElement).getAttribute("data-key") ?? ""));

  expect(press("c").defaultPrevented).toBe(true);
  expect(press("t").defaultPrevented).toBe(false);
  press("g");
  press("t");
  expect(press("z").defaultPrevented).toBe(false);

  expect(pressed).toEqual(["c", "g t"]);
});

test("after g, j and k are no moves", () => {
  press("g");
  press("j");
  expect(document.activeElement).toBe(document.body);
});

test("a key that leads to a field opens what hides it", () => {
  document.body.insertAdjacentHTML("beforeend", '<details><input id="area" data-key="/"></details>');
  press("/");
  expect(document.querySelector("details")!.open).toBe(true);
  expect(document.activeElement?.id).toBe("area");
});

test("a key that leads to a part of the page goes into its first field", () => {
  document.body.insertAdjacentHTML(
    "beforeend",
    '<a href="#outcome" data-key="o"></a><section id="outcome"><input type="hidden"><input id="first"></section>',
  );

  press("o");

  expect(document.activeElement?.id).toBe("first");
});

test("keys rest while a dialog is open", () => {
  document.body.insertAdjacentHTML("beforeend", '<dialog open></dialog><button data-key="c"></button>');

  expect(press("c").defaultPrevented).toBe(false);
  expect(press("j").defaultPrevented).toBe(false);
});
