import { beforeEach, expect, test, vi } from "vitest";
import "./amparo-map";
import type { MapView } from "../map/view";

const view = { renew: vi.fn(async () => undefined), remove: vi.fn() } satisfies MapView;
const openMap = vi.hoisted(() => vi.fn());
vi.mock("../map/view", () => ({ openMap }));

beforeEach(() => {
  openMap.mockReset().mockResolvedValue(view);
  view.renew.mockClear();
  view.remove.mockClear();
  document.body.innerHTML =
    '<amparo-map data-text-open="Open" data-text-close="Close" data-text-loading="Loading" data-text-failed="See the list"></amparo-map>';
});

const button = (): HTMLButtonElement => document.querySelector("button")!;

test("nothing of the map is fetched before it is opened", () => {
  expect(button().textContent).toBe("Open");
  expect(button().getAttribute("aria-expanded")).toBe("false");
  expect(document.querySelector("link")).toBeNull();
  expect(openMap).not.toHaveBeenCalled();
});

test("a map that can't be drawn says that the list says the same", async () => {
  openMap.mockRejectedValue(new Error("no WebGL"));
  button().click();
  expect(document.querySelector(".map__note")?.textContent).toBe("Loading");

  await vi.waitFor(() => expect(document.querySelector(".map__note")?.textContent).toBe("See the list"));
});

test("the same button closes it and lets go of what it held", async () => {
  button().click();
  expect(button().textContent).toBe("Close");
  button().click();

  expect(document.querySelector(".map__frame")).toBeNull();
  expect(button().textContent).toBe("Open");
  await vi.waitFor(() => expect(view.remove).toHaveBeenCalledOnce());
});

test("news on the page, or another address, renew its points", async () => {
  button().click();
  await vi.waitFor(() => expect(openMap).toHaveBeenCalledOnce());

  document.dispatchEvent(new CustomEvent("live-region:updated"));
  document.querySelector("amparo-map")!.setAttribute("data-points", "/newer.json");

  await vi.waitFor(() => expect(view.renew).toHaveBeenCalledTimes(2));
});

test("a map that is marked open opens by itself", async () => {
  document.body.innerHTML = '<amparo-map data-open data-text-close="Close"></amparo-map>';

  await vi.waitFor(() => expect(openMap).toHaveBeenCalledOnce());
});
