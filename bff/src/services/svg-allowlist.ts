/** The one namespace whose elements draw. */
export const svgNamespace = "http://www.w3.org/2000/svg";

/** Elements that draw, group or describe. None of them refers to anything, runs anything or moves. */
export const elementNames: ReadonlySet<string> = new Set([
  "svg",
  "g",
  "path",
  "rect",
  "circle",
  "ellipse",
  "line",
  "polyline",
  "polygon",
  "title",
  "desc",
]);

const numbers = /^[\d\s.,eE+-]*(?:px|em|rem|%)?$/u;
const keyword = /^[A-Za-z-]{1,40}(?: [A-Za-z]{1,10})?$/u;
const paint = /^(?:[A-Za-z]{3,24}|#[0-9A-Fa-f]{3,8}|(?:rgb|hsl)a?\([\d\s.,%/]{1,60}\))$/u;
const path = /^[MmLlHhVvCcSsQqTtAaZz\d\s.,eE+-]*$/u;
const transforms = /^[A-Za-z\d\s.,()+-]*$/u;
const identifier = /^[A-Za-z_][\w.-]{0,99}$/u;
const said = /^[^<>&]{0,300}$/u;

function each(names: readonly string[], pattern: RegExp): [string, RegExp][] {
  return names.map((name) => [name, pattern]);
}

/** What each attribute may say. Whatever can hold an address or a sheet of styles is not among them. */
const attributes: ReadonlyMap<string, RegExp> = new Map([
  ...each(["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "viewBox"], numbers),
  ...each(["points", "pathLength", "stroke-width", "stroke-miterlimit", "stroke-dashoffset"], numbers),
  ...each(["opacity", "fill-opacity", "stroke-opacity"], numbers),
  ...each(["fill", "stroke", "color"], paint),
  ...each(["fill-rule", "clip-rule", "stroke-linecap", "stroke-linejoin", "vector-effect", "paint-order"], keyword),
  ...each(["display", "visibility", "overflow", "shape-rendering", "color-interpolation"], keyword),
  ...each(["preserveAspectRatio", "role", "focusable", "aria-hidden"], keyword),
  ["stroke-dasharray", /^(?:none|[\d\s.,eE+-]*)$/u],
  ["version", /^1\.[0-2]$|^2$/u],
  ["d", path],
  ["transform", transforms],
  ["id", identifier],
  ["aria-label", said],
  ["lang", /^[A-Za-z-]{2,20}$/u],
  ["xml:lang", /^[A-Za-z-]{2,20}$/u],
  ["xml:space", /^(?:default|preserve)$/u],
  ["xmlns", /^http:\/\/www\.w3\.org\/2000\/svg$/u],
  // Drawing programs declare it in every file. Nothing of that namespace may be used.
  ["xmlns:xlink", /^http:\/\/www\.w3\.org\/1999\/xlink$/u],
]);

const functions: ReadonlySet<string> = new Set(["matrix", "translate", "scale", "rotate", "skewX", "skewY", "e", "E"]);

/** Why an attribute is refused, or null. The kinds that people will meet are named for what they are. */
export function attributeProblem(name: string, value: string): string | null {
  if (/^on/iu.test(name)) return `The event handler ${name} is not allowed.`;
  if (/(?:^|:)href$/iu.test(name) || name === "src") return `References (${name}) are not allowed.`;
  if (name === "style") return "The attribute style is not allowed; write fill, stroke and so on as attributes.";
  if (/url\s*\(/iu.test(value)) return `url(…) in ${name} is not allowed.`;
  const pattern = attributes.get(name);
  if (pattern === undefined) return `The attribute ${name} is not allowed.`;
  const isAllowed = pattern.test(value) && (name !== "transform" || hasKnownFunctions(value));
  return isAllowed ? null : `The value of ${name} is not allowed.`;
}

function hasKnownFunctions(value: string): boolean {
  return [...value.matchAll(/[A-Za-z]+/gu)].every(([word]) => functions.has(word));
}
