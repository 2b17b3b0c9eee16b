import { expect, test } from "vitest";
import { isPublic, offlineAddress } from "./scope";

test.each(["/", "/report/", "/receipt/", "/alerts/", "/alerts/check/", "/how-we-protect-you/", "/source/"])("%s is looked after", (path) => {
  expect(isPublic(path)).toBe(true);
});

test.each(["/desk/", "/desk/alerts/", "/board/", "/accounts/login/", "/members/", "/api/v1/reports", "/demo/", "/this-phone/", "/feeds/x.xml", "/reports", "/sw.js"])(
  "%s is left alone",
  (path) => {
    expect(isPublic(path)).toBe(false);
  },
);

test.each([
  ["/report/?lang=es", "en", "es"],
  ["/report/", "es-MX", "es"],
  ["/report/", "EN", "en"],
  ["/report/", "ko-KR", "en"],
  ["/report/?lang=xx", "es", "es"],
])("%s for who speaks %s is answered in %s", (path, spoken, language) => {
  expect(offlineAddress(`http://here.example${path}`, spoken, ["en", "es"])).toBe(`/report/offline/?lang=${language}`);
});
