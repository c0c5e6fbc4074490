/** Whether a coding is accepted by RFC 9110 12.5.3; `*` is left to the ones that are named. */
export function accepts(header: string, coding: "br" | "gzip"): boolean {
  return header.split(",").some((part) => {
    const [name = "", weight = "q=1"] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/u);
    return name === coding && Number(weight.replace(/^q=/u, "")) > 0;
  });
}
