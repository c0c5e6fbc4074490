/** Bytes of which no server may make a request, or at most one, and what the portal answers. */
export interface Malformed {
  readonly name: string;
  /** As it goes over the wire; `HOST` stands for the portal's own. */
  readonly bytes: string;
  readonly status: 400 | 421 | 431;
  /** Where nobody can tell where the next request begins, the connection must end. */
  readonly isLast: boolean;
}

/** A request that nobody may answer: what a smuggler wants to be taken for the next one on the connection. */
export const smuggled = "GET /signed-out HTTP/1.1\r\nHost: HOST\r\n\r\n";

const get = (lines: string, line = "GET /univention/meta.json HTTP/1.1") => `${line}\r\n${lines}\r\n\r\n`;
const post = (fields: string, body: string) =>
  `POST /policy-reports HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/reports+json\r\n${fields}\r\n\r\n${body}`;
const chunked = `0\r\n\r\n${smuggled}`;
const host = "Host: HOST";

const hosts: Readonly<Record<string, string>> = {
  "no host": get("Accept: */*"),
  "two hosts": get(`${host}\r\n${host}`),
  "two hosts of which one is another's": get(`${host}\r\nHost: evil.example`),
  "another's host before its own": get(`Host: evil.example\r\n${host}`),
  "a host with a space before the colon": get("Host : HOST"),
  "a host with a tab before the colon": get("Host\t: HOST"),
  "a host folded over two lines": get("Host:\r\n HOST"),
  "an absolute target": get(host, "GET http://HOST/univention/meta.json HTTP/1.1"),
  "an absolute target of another": get(host, "GET http://evil.example/ HTTP/1.1"),
  "an absolute target with https": get(host, "GET https://HOST/ HTTP/1.1"),
  "a target that is an authority": get(host, "GET evil.example:443 HTTP/1.1"),
  "a target that is an asterisk": get(host, "GET * HTTP/1.1"),
  "the asterisk of OPTIONS": get(host, "OPTIONS * HTTP/1.1"),
};

const misdirected: Readonly<Record<string, string>> = {
  "two hosts in one line": get("Host: HOST, evil.example"),
  "an empty host": get("Host: "),
  "a host with a person in it": get("Host: evil@HOST"),
  "a host with another port": get("Host: localhost:1"),
  "a host with a path": get("Host: HOST/x"),
  "a host with a dot at its end": get("Host: localhost."),
};

const lines: Readonly<Record<string, string>> = {
  "no method": get(host, "/univention/meta.json HTTP/1.1"),
  "a method with a space": get(host, "G ET / HTTP/1.1"),
  "a method that is no token": get(host, "G{}ET / HTTP/1.1"),
  "a method in lower case": get(host, "get / HTTP/1.1"),
  "a method that nobody knows": get(host, "FETCH / HTTP/1.1"),
  "a method of 2,000 letters": get(host, `${"A".repeat(2000)} / HTTP/1.1`),
  "a method behind a NUL": get(host, "\0GET / HTTP/1.1"),
  "a request to connect": get(host, "CONNECT evil.example:443 HTTP/1.1"),
  "a request to say back what was sent": get(host, "TRACE / HTTP/1.1"),
  "no version": get(host, "GET /"),
  "a version that is none": get(host, "GET / HTTP/1.x"),
  "a version of another protocol": get(host, "GET / ICE/1.0"),
  "a version in lower case": get(host, "GET / http/1.1"),
  "a version that does not exist": get(host, "GET / HTTP/1.9"),
  "a target with a space": get(host, "GET /a b HTTP/1.1"),
  "a target with a tab": get(host, "GET /a\tb HTTP/1.1"),
  "a target with a NUL": get(host, "GET /a\0b HTTP/1.1"),
  "a target with a return": get(host, "GET /a\rb HTTP/1.1"),
  "a target with an encoded NUL": get(host, "GET /a%00b HTTP/1.1"),
  "a target with encoded line breaks": get(host, "GET /a%0d%0aX:1 HTTP/1.1"),
  "a target that cannot be decoded": get(host, "GET /%zz HTTP/1.1"),
  "a target with half of UTF-8": get(host, "GET /%c3 HTTP/1.1"),
  "a target with an overlong slash": get(host, "GET /%c0%af HTTP/1.1"),
  "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "a greeting of TLS": "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03".padEnd(120, "\x11"),
  "lines that end with a line feed alone": `GET /univention/meta.json HTTP/1.1\nHost: HOST\n\n`,
};

const fields: Readonly<Record<string, string>> = {
  "a field without a colon": get(`${host}\r\nX-Field`),
  "a field without a name": get(`${host}\r\n: x`),
  "a field with a space in its name": get(`${host}\r\nX Field: x`),
  "a field with a space before its colon": get(`${host}\r\nX-Field : x`),
  "a field with a NUL": get(`${host}\r\nX-Field: a\0b`),
  "a field with a return": get(`${host}\r\nX-Field: a\rb`),
  "a field with a line feed before its end": get(`${host}\r\nX-Field: a\nX-Portal: 1`),
  "a field folded over two lines": get(`${host}\r\nX-Field: a\r\n b`),
  "a field whose name is no token": get(`${host}\r\nX-F\u00e4ld: x`),
  "a first field that is folded": get(` ${host}`),
};

const lengths: Readonly<Record<string, string>> = {
  "a length and chunks": post("Content-Length: 4\r\nTransfer-Encoding: chunked", chunked),
  "chunks and a length": post("Transfer-Encoding: chunked\r\nContent-Length: 4", chunked),
  "a length in a wrong spelling and chunks": post("Content-length : 4\r\nTransfer-Encoding: chunked", chunked),
  "two lengths": post("Content-Length: 2\r\nContent-Length: 6", `[]${smuggled}`),
  "the same length twice": post("Content-Length: 2\r\nContent-Length: 2", `[]${smuggled}`),
  "two lengths in one line": post("Content-Length: 2, 6", `[]${smuggled}`),
  "a length below zero": post("Content-Length: -1", `[]${smuggled}`),
  "a length with a plus": post("Content-Length: +2", `[]${smuggled}`),
  "a length with letters": post("Content-Length: 2a", `[]${smuggled}`),
  "a length in hexadecimal": post("Content-Length: 0x2", `[]${smuggled}`),
  "a length beyond all numbers": post(`Content-Length: ${"9".repeat(30)}`, `[]${smuggled}`),
  "an empty length": post("Content-Length: ", `[]${smuggled}`),
  "chunks in a spelling that some read": post("Transfer-Encoding: xchunked", chunked),
  "chunks after another coding": post("Transfer-Encoding: chunked, identity", chunked),
  "chunks named twice": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", chunked),
  "chunks behind a tab": post("Transfer-Encoding:\tchunked\x0b", chunked),
  "chunks with a space before the colon": post("Transfer-Encoding : chunked", chunked),
  "chunks folded over two lines": post("Transfer-Encoding:\r\n chunked", chunked),
  "a chunk whose size is no number": post("Transfer-Encoding: chunked", `zz\r\n[]\r\n${chunked}`),
  "a chunk whose size is below zero": post("Transfer-Encoding: chunked", `-2\r\n[]\r\n${chunked}`),
  "a chunk of more bytes than its size": post("Transfer-Encoding: chunked", `1\r\n[]\r\n${chunked}`),
  "a chunk whose size ends with a line feed": post("Transfer-Encoding: chunked", `2\n[]\r\n${chunked}`),
  "a chunk beyond all numbers": post("Transfer-Encoding: chunked", `${"f".repeat(20)}\r\n[]\r\n${chunked}`),
  "a trailer that is no field": post("Transfer-Encoding: chunked", `2\r\n[]\r\n0\r\nX Y\r\n\r\n${smuggled}`),
};

const large: Readonly<Record<string, string>> = {
  "a field of 17 kB": get(`${host}\r\nX-Field: ${"x".repeat(17 * 1024)}`),
  "1,500 fields": get(`${host}\r\n${"X-Field: 0123456789\r\n".repeat(1500)}X-Last: 1`),
  "a cookie of 40 kB": get(`${host}\r\nCookie: portal=${"x".repeat(40 * 1024)}`),
  "a target of 20 kB": get(host, `GET /${"x".repeat(20 * 1024)} HTTP/1.1`),
};

const named = (cases: Readonly<Record<string, string>>, status: Malformed["status"], isLast = false): Malformed[] =>
  Object.entries(cases).map(([name, bytes]) => ({ name, bytes, status, isLast }));

/** All of them. */
export const malformedRequests: readonly Malformed[] = [
  ...named(hosts, 400),
  ...named(misdirected, 421),
  ...named(lines, 400),
  ...named(fields, 400, true),
  ...named(lengths, 400, true),
  ...named(large, 431, true),
];
