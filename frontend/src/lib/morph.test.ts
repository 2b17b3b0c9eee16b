import { beforeEach, expect, test } from "vitest";
import { morphChildren } from "./morph";
import { parseFragment } from "./trusted";

let root: HTMLElement;

beforeEach(() => {
  document.body.innerHTML =
    '<div id="root"><ul><li id="a"><a href="/a">A</a></li></ul><form><textarea id="note">given</textarea><input id="tick" type="checkbox"></form><details id="more"><summary>More</summary></details></div>';
  root = document.querySelector("#root")!;
});

const newer = '<ul><li id="b"><a href="/b">B</a></li><li id="a"><a href="/a">A, changed</a></li></ul><form><textarea id="note">given</textarea><input id="tick" type="checkbox"></form><details id="more"><summary>More</summary></details>';

test("nodes that stay are kept, and the focus in them", () => {
  const link = root.querySelector<HTMLElement>("#a a")!;
  link.focus();

  morphChildren(root, parseFragment(newer));

  expect(root.querySelector("#a a")).toBe(link);
  expect(document.activeElement).toBe(link);
  expect(link.textContent).toBe("A, changed");
  expect(root.querySelector("#b")).not.toBeNull();
});

test("what was typed and ticked stays", () => {
  root.querySelector<HTMLTextAreaElement>("#note")!.value = "half a sentence";
  root.querySelector<HTMLInputElement>("#tick")!.checked = true;

  morphChildren(root, parseFragment(newer));

  expect(root.querySelector<HTMLTextAreaElement>("#note")!.value).toBe("half a sentence");
  expect(root.querySelector<HTMLInputElement>("#tick")!.checked).toBe(true);
});

test("details that were opened stay open", () => {
  root.querySelector("details")!.open = true;

  morphChildren(root, parseFragment(newer));

  expect(root.querySelector("details")!.open).toBe(true);
});

test("an open map is not rebuilt", () => {
  root.innerHTML = '<amparo-map id="map" data-points="/1"><div class="map__frame">drawn</div></amparo-map>';

  morphChildren(root, parseFragment('<amparo-map id="map" data-points="/1"></amparo-map>'));

  expect(root.querySelector(".map__frame")?.textContent).toBe("drawn");
});
