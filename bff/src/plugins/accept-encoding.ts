/** Whether a coding is accepted by RFC 9110 12.5.3; `*` is left to the ones that are named. */
export function accepts(header: string, coding: "br" | "gzip"): boolean {
  return header.split(",").some((part) => {
    // Cut at the signs, not by an expression around them: that one took seconds for a header of blanks.
    const [name, weight] = part
      .toLowerCase()
      .split(";", 2)
      .map((each) => each.trim());
    return name === coding && Number((weight ?? "q=1").replace(/^q=/u, "")) > 0;
  });
}
