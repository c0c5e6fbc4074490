import { describe, expect, it } from "vitest";
import { isPlainAnswer } from "./authorization-answer.ts";

describe("an authorization answer", () => {
  it.each(["code=a&state=b&iss=c&session_state=d", "error=access_denied&state=b&error_description=x", "code=a&new=1"])(
    "%s is plain",
    (query) => {
      expect(isPlainAnswer(new URLSearchParams(query))).toBe(true);
    },
  );

  it.each(["", "state=b", "code=a&error=b", "code=a&code=a", "code=a&error_uri=x&error_uri=y", "code=a&any=1&any=2"])(
    "%j is not (S4)",
    (query) => {
      expect(isPlainAnswer(new URLSearchParams(query))).toBe(false);
    },
  );
});
