import { beforeEach, expect, test } from "vitest";
import { chooseHere } from "../lib/picks";
import "./queue-picks";

beforeEach(() => {
  const items = [1, 2, 3, 4].map(
    (n) => `<li id="q-${n}"><input type="checkbox" form="bulk" value="${n}"><a href="/${n}" id="i-${n}">${n}</a></li>`,
  );
  document.body.innerHTML = `<ol>${items.join("")}</ol><input id="search"><queue-picks data-text-chosen="Chosen: {count}">
    <form id="bulk"><p role="status" hidden></p><button type="button" data-pick="all">All</button></form></queue-picks>`;
});

function press(key: string, at: string): void {
  const target = document.querySelector<HTMLElement>(at)!;
  target.focus();
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

function chosen(): string[] {
  return [...document.querySelectorAll<HTMLInputElement>("li input")].filter((box) => box.checked).map((box) => box.value);
}

test("x chooses the item with the focus, and again not, and the number is told", () => {
  const note = document.querySelector<HTMLElement>("[role=status]")!;
  press("x", "#i-2");
  expect(chosen()).toEqual(["2"]);
  expect(note.textContent).toBe("Chosen: 1");
  press("x", "#i-2");
  expect(chosen()).toEqual([]);
  expect(note.hidden).toBe(true);
});

test("Shift+x chooses from the last choice to here, in either direction", () => {
  press("x", "#i-3");
  press("X", "#i-1");
  expect(chosen()).toEqual(["1", "2", "3"]);
});

test("Shift+x without a choice before, and the button, choose all on the page, or none", () => {
  press("X", "#i-2");
  expect(chosen()).toEqual(["1", "2", "3", "4"]);
  document.querySelector<HTMLButtonElement>("[data-pick=all]")!.click();
  expect(chosen()).toEqual([]);
});

test("who types an x gets one", () => {
  press("x", "#search");
  expect(chosen()).toEqual([]);
});

test("for a step on several the item with the focus is chosen where nothing else is", () => {
  document.querySelector<HTMLElement>("#i-4")!.focus();
  expect(chooseHere()).toBe(true);
  expect(chosen()).toEqual(["4"]);
});

test("the open incident is not chosen by being in focus", () => {
  const open = document.querySelector<HTMLElement>("#i-4")!;
  open.setAttribute("aria-current", "true");
  open.focus();
  expect(chooseHere()).toBe(false);
  expect(chosen()).toEqual([]);
});
