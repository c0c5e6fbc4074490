/** An SVG that must be refused, and a word of the reason that must be given. */
export interface HostilePicture {
  readonly name: string;
  readonly svg: string;
  readonly because: string;
}

const xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
const far = "https://evil.example/x";

const drawing = (content: string, attributes = "") =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"${attributes === "" ? "" : ` ${attributes}`}>${content}</svg>`;

function inside(because: string, contents: Readonly<Record<string, string>>): HostilePicture[] {
  return Object.entries(contents).map(([name, content]) => ({ name, because, svg: drawing(content, xlink) }));
}

function whole(because: string, svgs: Readonly<Record<string, string>>): HostilePicture[] {
  return Object.entries(svgs).map(([name, svg]) => ({ name, because, svg }));
}

/** What sanitisers of good name let through or were got around with. */
const known = [
  ...inside("<script>", {
    "a script": "<script>alert(1)</script>",
    "a script of another type": '<script type="application/ecmascript">alert(1)</script>',
    "a script from elsewhere": `<script href="${far}.js"/>`,
  }),
  ...inside("<image>", {
    "an image from elsewhere": `<image href="${far}.png" width="9" height="9"/>`,
    "an image from elsewhere by XLink": `<image xlink:href="${far}.png" width="9" height="9"/>`,
  }),
  ...inside("<style>", {
    "a sheet that imports another": `<style>@import "${far}.css";</style>`,
    "a sheet with a background from elsewhere": `<style>svg{background:url(${far})}</style>`,
  }),
  ...inside("<filter>", { "a filter that loads an image": `<filter><feImage href="${far}"/></filter>` }),
  ...inside("style", { "an attribute of style with an address": `<rect style="fill:url(${far}#a)" width="9"/>` }),
  ...inside("<use>", { "a use of another document": `<use href="${far}.svg#a"/>` }),
  ...inside("<foreignObject>", {
    "HTML in a foreign object": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>',
  }),
  ...inside("onload", { "a handler of an element": '<path onload="alert(1)" d="M0 0"/>' }),
  ...whole("DOCTYPE", {
    "an entity of a file": `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${drawing("<title>&x;</title>")}`,
  }),
];

const documents = [
  ...whole("DOCTYPE", {
    "a bare document type": `<!DOCTYPE svg>${drawing("")}`,
    "a public document type": `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">${drawing("")}`,
    "a document type in small letters": `<!doctype svg>${drawing("")}`,
    "a billion laughs": `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${drawing("<title>&b;</title>")}`,
    "a default attribute by a document type": `<!DOCTYPE svg [<!ATTLIST rect onload CDATA "alert(1)">]>${drawing("<rect/>")}`,
    "a parameter entity": `<!DOCTYPE svg [<!ENTITY % x SYSTEM "${far}.dtd">%x;]>${drawing("")}`,
    "a document type behind a declaration": `<?xml version="1.0"?>\n<!DOCTYPE svg>${drawing("")}`,
  }),
  ...whole("Processing instructions", {
    "a sheet of styles as instruction": `<?xml-stylesheet href="${far}.css"?>${drawing("")}`,
    "a transformation as instruction": `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?>${drawing("")}`,
    "code of a server": drawing("<title><?php phpinfo(); ?></title>"),
    "a declaration that is not at the beginning": ` <?xml version="1.0"?>${drawing("")}`,
  }),
  ...whole("CDATA", {
    "a script in a CDATA section": drawing("<title><![CDATA[<script>alert(1)</script>]]></title>"),
    "a CDATA section around an element": drawing("<![CDATA[<rect/>]]>"),
  }),
  ...whole("Entities", {
    "an HTML entity in a text": drawing("<title>&nbsp;</title>"),
    "a letter as number": drawing('<rect fill="u&#114;l(x)"/>'),
    "a letter as hexadecimal number": drawing('<rect fill="&#x75;rl(x)"/>'),
    "an ampersand without a name": drawing("<title>a & b</title>"),
  }),
  ...whole("Control characters", {
    "a null byte": drawing("<title>\u0000</title>"),
    "a form feed between attributes": drawing('<rect\u000cwidth="1"/>'),
  }),
  ...whole("The encoding", {
    "the encoding UTF-7": `<?xml version="1.0" encoding="UTF-7"?>${drawing("<title>+ADw-script+AD4-</title>")}`,
    "the encoding UTF-16": `<?xml version="1.0" encoding="UTF-16"?>${drawing("")}`,
  }),
  ...whole("not well-formed", {
    "a comment that never ends": drawing("<!-- <rect/>"),
    "a comment with a wrong end": drawing("<!-- a --!> <rect/> -->"),
    "a comment with two dashes": drawing("<!-- a -- <rect/> -->"),
    "a comment in a tag": drawing('<rect <!-- x --> width="1"/>'),
    "a comment in a value": drawing('<rect id="<!--"/><rect/><!-- "/>-->'),
    "a value without quotes": drawing("<rect width=1/>"),
    "an attribute without a value": drawing("<rect hidden/>"),
    "an attribute twice": drawing('<rect width="1" width="2"/>'),
    "attributes without a space": drawing('<rect width="1"height="1"/>'),
    "a slash between attributes": drawing('<rect/width="1"/>'),
    "an element that never ends": drawing("<g>"),
    "elements across": drawing("<g><rect></g></rect>"),
    "an element with another case at its end": drawing("<g></G>"),
    "a bare angle": drawing("<title>a < b</title>"),
    "two roots": drawing("") + drawing(""),
    "text before the root": `x${drawing("")}`,
    "text alone": "GIF89a",
  }),
  ...whole("not one <svg>", {
    HTML: "<html><body><script>alert(1)</script></body></html>",
    "another root": '<g xmlns="http://www.w3.org/2000/svg"/>',
    "a root with a prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>',
    "a root in capitals": '<SVG xmlns="http://www.w3.org/2000/svg"/>',
  }),
  ...whole("not in the namespace", {
    "a root without a namespace": "<svg><rect/></svg>",
    "a root of HTML": '<svg xmlns="http://www.w3.org/1999/xhtml"><rect/></svg>',
    "a root in almost the right namespace": '<svg xmlns="https://www.w3.org/2000/svg"/>',
  }),
];

const elements = [
  ...inside("<a>", {
    "a link that runs something": '<a href="javascript:alert(1)"><rect/></a>',
    "a link out": `<a xlink:href="${far}"><rect/></a>`,
  }),
  ...inside("<animate>", {
    "an animated address": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "an animation with a handler": '<animate onbegin="alert(1)" attributeName="x" dur="1s"/>',
  }),
  ...inside("<animateTransform>", { "an animated place": '<animateTransform attributeName="transform" dur="1s"/>' }),
  ...inside("<animateMotion>", { "an animated way": '<animateMotion path="M0 0" dur="1s"/>' }),
  ...inside("<set>", { "an address that is set": '<set attributeName="href" to="javascript:alert(1)"/>' }),
  ...inside("<use>", {
    "a use of itself": '<g id="a"/><use href="#a"/>',
    "a use of data": '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
    "a use by XLink": `<use xlink:href="${far}#a"/>`,
  }),
  ...inside("<image>", { "an image as data": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>' }),
  ...inside("<feImage>", { "a loaded image without a filter": `<feImage xlink:href="${far}"/>` }),
  ...inside("<pattern>", { "a pattern of another document": `<pattern href="${far}#a"/>` }),
  ...inside("<linearGradient>", { "a gradient of another document": `<linearGradient href="${far}#a"/>` }),
  ...inside("<mask>", { "a mask": '<mask id="a"><rect/></mask>' }),
  ...inside("<text>", { "a text in a font from elsewhere": "<text>x</text>" }),
  ...inside("<tref>", { "a text of another document": `<tref xlink:href="${far}#a"/>` }),
  ...inside("<cursor>", { "a pointer from elsewhere": `<cursor xlink:href="${far}"/>` }),
  ...inside("<font-face-uri>", { "a font from elsewhere": `<font-face-uri xlink:href="${far}"/>` }),
  ...inside("<handler>", { "a handler of SVG Tiny": '<handler type="text/javascript">alert(1)</handler>' }),
  ...inside("<listener>", { "a listener": '<listener event="load" handler="#a"/>' }),
  ...inside("<iframe>", { "a frame": '<iframe src="javascript:alert(1)"/>' }),
  ...inside("<object>", { "an object": `<object data="${far}"/>` }),
  ...inside("<video>", { "a film": `<video src="${far}"/>` }),
  ...inside("<link>", { "a link to a sheet": `<link rel="stylesheet" href="${far}"/>` }),
  ...inside("<meta>", { "a refresh": `<meta http-equiv="refresh" content="0;url=${far}"/>` }),
  ...inside("<metadata>", { "data about it": "<metadata>x</metadata>" }),
  ...inside("<switch>", { "a choice": "<switch><rect/></switch>" }),
  ...inside("<svg>", { "a drawing in the drawing": "<svg><rect/></svg>" }),
  ...inside("<SCRIPT>", { "a script in capitals": "<SCRIPT>alert(1)</SCRIPT>" }),
  ...inside("<s:script>", { "a script with a prefix": '<s:script xmlns:s="http://www.w3.org/2000/svg">x</s:script>' }),
  ...inside("<h:script>", { "a script of HTML": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>' }),
  ...inside("not XML", { "an element with a name of the language": "<constructor/>" }),
  ...inside("Text", { "a text beside elements": "alert(1)", "a text in a shape": "<rect>alert(1)</rect>" }),
];

const attributes = [
  ...whole("onload", {
    "a handler of the root": drawing("", 'onload="alert(1)"'),
  }),
  ...inside("onclick", { "a handler of a click": '<rect onclick="alert(1)"/>' }),
  ...inside("onfocusin", { "a handler of the focus": '<g tabindex="0" onfocusin="alert(1)"/>' }),
  ...inside("ONBEGIN", { "a handler in capitals": '<g ONBEGIN="alert(1)"/>' }),
  ...inside("url(…)", {
    "a colour from elsewhere": `<rect fill="url(${far}#a)"/>`,
    "a colour from here": '<rect fill="url(#a)"/>',
    "a colour with a space in its address": `<rect stroke="url ( ${far} )"/>`,
    "a mask from elsewhere": `<rect mask="url(${far}#a)"/>`,
    "a filter from elsewhere": `<rect filter="URL('${far}#a')"/>`,
    "a clip from elsewhere": `<rect clip-path="url(${far}#a)"/>`,
    "a mark from elsewhere": `<path marker-end="url(${far}#a)" d="M0 0"/>`,
    "a pointer from elsewhere as attribute": `<rect cursor="url(${far}), auto"/>`,
  }),
  ...inside("style", {
    "an attribute of style": '<rect style="fill:red"/>',
    "a style with an escape": '<rect style="fill:\\75rl(x)"/>',
    "a style that imports": '<rect style="@import x"/>',
  }),
  ...inside("href", {
    "an address at a shape": '<rect href="javascript:alert(1)"/>',
    "an address by XLink at a shape": '<rect xlink:href="data:text/html;base64,PHNjcmlwdD4="/>',
  }),
  ...inside("xml:base", { "another base": `<g xml:base="${far}"/>` }),
  ...inside("class", { "a class of the page's styles": '<rect class="dialog"/>' }),
  ...inside("xmlns", { "another namespace inside": '<g xmlns="http://www.w3.org/1999/xhtml"><rect/></g>' }),
  ...inside("xmlns:xlink", { "XLink as another namespace": `<g xmlns:xlink="${far}"/>` }),
  ...inside("xmlns:sodipodi", { "a namespace of a drawing program": `<g xmlns:sodipodi="${far}"/>` }),
  ...inside("xmlns:ev", { "XML events": '<g xmlns:ev="http://www.w3.org/2001/xml-events"/>' }),
  ...inside("The value of fill", { "a colour that is none": '<rect fill="expression(alert(1))"/>' }),
  ...inside("The value of d", { "a path with a script": '<path d="javascript:alert(1)"/>' }),
  ...inside("The value of transform", { "an unknown transformation": '<g transform="calc(1)"/>' }),
  ...inside("requiredExtensions", { "an extension": `<g requiredExtensions="${far}"/>` }),
  ...inside("tabindex", { "a place in the order of focus": '<g tabindex="0"/>' }),
];

const sizes = [
  ...whole("attributes", {
    "300 attributes": drawing(`<g ${Array.from({ length: 300 }, (_each, index) => `id${index}="x"`).join(" ")}/>`),
  }),
  ...whole("levels", { "100 levels": drawing("<g>".repeat(100) + "</g>".repeat(100)) }),
  ...whole("elements", {
    "3,000 elements": drawing("<g/>".repeat(3000)),
    "50,000 elements": drawing("<g/>".repeat(50_000)),
  }),
];

/** SVGs that load, run, hide or pretend something (S66): all of them must be refused, none repaired. */
export const hostilePictures: readonly HostilePicture[] = [
  ...known,
  ...documents,
  ...elements,
  ...attributes,
  ...sizes,
];

const stroke = 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"';

/** SVGs as designers hand them in, which must be taken. */
export const harmlessPictures: Readonly<Record<string, string>> = {
  "a path": drawing('<path d="M4 4h16v16H4z"/>'),
  "an envelope in lines": drawing(
    `<g ${stroke}><rect x="3" y="5" width="18" height="14" rx="2"/><path d="M3 7l9 6 9-6"/></g>`,
  ),
  "a calendar with a title": drawing('<title>Kalender &amp; Termine</title><rect x="3" y="4" width="18" height="17"/>'),
  "a folder in two colours": drawing(
    '<path fill="#571EFA" d="M2 5h8l2 2h10v12H2z"/><path fill="#fff" d="M4 9h16v8H4z"/>',
  ),
  "a declaration and a comment": `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Generator: a drawing program -->\n${drawing('<circle cx="12" cy="12" r="9.5"/>', xlink)}\n`,
  "one with a byte order mark": `\uFEFF${drawing("<circle r='3'/>")}`,
  "turned and scaled": drawing(
    '<g transform="translate(12,12) rotate(-45) scale(.5 1e-1)"><ellipse rx="4" ry="2"/></g>',
  ),
  "a matrix and percentages": drawing('<g transform="matrix(1 0 0 1 2.5 -3)"><rect width="100%" height="50%"/></g>'),
  "colours in all spellings": drawing(
    '<rect fill="rgb(87, 30, 250)"/><rect fill="hsl(255 95% 55% / .5)"/><rect fill="rebeccapurple"/>',
  ),
  "rules of filling": drawing(
    '<path fill-rule="evenodd" clip-rule="evenodd" d="M0 0a4 4 0 108 0" stroke-dasharray="2 1.5"/>',
  ),
  "lines and polygons": drawing(
    '<line x1="0" y1="0" x2="9" y2="9"/><polyline points="0,0 4 4 8,0"/><polygon points="1 1 2 2 3 1"/>',
  ),
  "a whole one with a size": drawing(
    '<desc>Ein Haus</desc><path d="M3 11 12 3l9 8v10H3z"/>',
    'width="48px" height="48px" version="1.1" role="img" aria-label="Haus" xml:space="preserve"',
  ),
  "one with line breaks":
    '<svg\n  xmlns="http://www.w3.org/2000/svg"\n  width="24"\n>\n  <path\n    d="M0 0\n       l4 4"\n  />\n</svg>\n',
};
