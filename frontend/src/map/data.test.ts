import { beforeEach, expect, test, vi } from "vitest";
import { loadGround, loadPoints } from "./data";

const POINT = { id: "1", lat: 34, lon: -118, status: "open", text: "near Pico-Union", href: "/board/1/" };

let host: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = '<amparo-map data-places="/map/places.json" data-outlines="/outlines/"></amparo-map>';
  host = document.querySelector("amparo-map")!;
});

function serve(answers: Record<string, unknown>): void {
  vi.stubGlobal("fetch", async (address: string) => {
    const path = new URL(address, location.href).pathname;
    return path in answers ? Response.json(answers[path]) : new Response("", { status: 404 });
  });
}

test("only the outlines that the region touches are loaded", async () => {
  serve({
    "/map/places.json": { bounds: [-119, 33, -117, 35], places: [] },
    "/outlines/index.json": [
      { id: "06", bounds: [-124, 32, -114, 42] },
      { id: "36", bounds: [-80, 40, -71, 45] },
    ],
  });

  const ground = await loadGround(host);

  expect(ground.outlines.map((each) => new URL(each).pathname)).toEqual(["/outlines/06.json"]);
});

test("points come from the page, or from an address, or there are none", async () => {
  expect(await loadPoints(host)).toEqual([]);

  serve({ "/points.json": { points: [POINT] } });
  host.dataset["points"] = "/points.json";
  expect(await loadPoints(host)).toEqual([POINT]);

  document.body.insertAdjacentHTML("beforeend", '<script type="application/json" id="here">{"points": []}</script>');
  host.dataset["pointsId"] = "here";
  expect(await loadPoints(host)).toEqual([]);
});

test.each([null, 7, {}, { ...POINT, lat: "34" }, { ...POINT, lon: Number.NaN }, { ...POINT, href: undefined }])(
  "what is no point is left out: %o",
  async (broken) => {
    serve({ "/points.json": { points: [broken, POINT] } });
    host.dataset["points"] = "/points.json";

    expect(await loadPoints(host)).toEqual([POINT]);
  },
);

test("a server that refuses is an error, not an empty map", async () => {
  serve({});
  host.dataset["points"] = "/points.json";

  await expect(loadPoints(host)).rejects.toThrow("404");
});
