import { expect, test } from "vitest";
import { withoutUnseen } from "./without-unseen.ts";

test("takes out what is not seen and only deceives (S37)", () => {
  const deceiving =
    "\u00ad\u034f\u061c\u115f\u180b\u180e\u200b\u200c\u200d\u200f\u202e\u2060\u2066\u3164\ufeff\uffa0\u{e0041}";
  for (const character of deceiving) {
    expect(withoutUnseen(`Rechnung${character}fdp.exe`)).toBe("Rechnungfdp.exe");
  }
});

test("leaves languages and pictures as they are", () => {
  for (const text of ["Größe Á\u0301 łódź", "می\u200cخواهم", "👩🏽\u200d❤️\u200d💋\u200d👨"]) {
    expect(withoutUnseen(text)).toBe(text);
  }
});
