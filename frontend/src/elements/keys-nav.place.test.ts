import { beforeEach, expect, test } from "vitest";
import "./keys-nav";

beforeEach(() => {
  document.body.replaceChildren();
  (document.activeElement as HTMLElement | null)?.blur();
});

function press(key: string): void {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function openPage(list: string): void {
  const nav = document.createElement("keys-nav");
  nav.setAttribute("items", "a");
  nav.innerHTML = `<ol>${list}</ol><form></form>`;
  document.body.replaceChildren(nav);
}

test("after the list's form was sent, the focus is back at the item, or at the next that still stands", () => {
  openPage('<li id="q-1"><a href="/1"></a></li><li id="q-2"><a href="/2"></a></li>');
  document.querySelector<HTMLElement>("#q-1 a")!.focus();
  document.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true }));

  openPage('<li id="q-2"><a href="/2" id="two"></a></li>');
  expect(document.activeElement?.id).toBe("two");
  openPage('<li id="q-2"><a href="/2"></a></li>');
  expect(document.activeElement).toBe(document.body);
});

const rows = (...names: string[]): string =>
  names.map((name) => `<li id="q-${name}"><input type="checkbox"><a href="/${name}" id="${name}"></a></li>`).join("");

test("keys go on from the row whose check box has the focus", () => {
  openPage(rows("first", "second", "third"));
  document.querySelector<HTMLElement>("#q-second input")!.focus();

  press("j");
  expect(document.activeElement?.id).toBe("third");
  document.querySelector<HTMLElement>("#q-second input")!.focus();
  press("Home");
  expect(document.activeElement?.id).toBe("first");
});

test("keys go on from where somebody was, when that row is gone", () => {
  openPage(rows("first", "second", "third", "fourth"));
  document.querySelector<HTMLElement>("#second")!.focus();
  document.querySelector("#q-second")!.remove();

  press("j");
  expect(document.activeElement?.id).toBe("third");
  document.querySelector("#q-third")!.remove();
  press("k");
  expect(document.activeElement?.id).toBe("first");
});
