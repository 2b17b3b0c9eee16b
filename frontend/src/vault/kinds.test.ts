import { expect, test } from "vitest";
import { isMedia } from "./kinds";

const file = (...bytes: number[]): Blob => new Blob([new Uint8Array(bytes)]);
const named = (text: string): Blob => new Blob([text], { type: "image/jpeg" });

test("photos and videos are known by their first bytes", async () => {
  expect(await isMedia(file(0xff, 0xd8, 0xff, 0xe0))).toBe(true);
  expect(await isMedia(named("GIF89a...."))).toBe(true);
  expect(await isMedia(named("RIFF....WEBPVP8 "))).toBe(true);
  expect(await isMedia(named("\0\0\0\x18ftypheic"))).toBe(true);
});

test("a text is no photo whatever it says of itself", async () => {
  expect(await isMedia(named("<svg onload=alert(1)>"))).toBe(false);
  expect(await isMedia(named("hello"))).toBe(false);
  expect(await isMedia(named(""))).toBe(false);
});
