import { harmlessPictures, hostilePictures } from "@pforte/shared/testing/hostile-pictures";
import { expect, test } from "vitest";
import { pictureProblems, type PictureKind } from "./picture-check.ts";

const problemsOf = (kind: PictureKind, bytes: Uint8Array | string) =>
  pictureProblems(kind, typeof bytes === "string" ? Buffer.from(bytes) : bytes)
    .map(({ path, message }) => `${path} ${message}`)
    .join("\n");

test("there are at least 73 hostile SVGs and a dozen harmless ones, each under a name of its own (S66)", () => {
  expect(new Set(hostilePictures.map(({ name }) => name)).size).toBe(hostilePictures.length);
  expect(hostilePictures.length).toBeGreaterThanOrEqual(73);
  expect(Object.keys(harmlessPictures).length).toBeGreaterThanOrEqual(12);
});

test.each(hostilePictures)("refuses $name, and says why (S66)", ({ svg, because }) => {
  expect(problemsOf("svg", svg)).toContain(because);
});

test.each(Object.entries(harmlessPictures))("takes %s", (_name, svg) => {
  expect(problemsOf("svg", svg)).toBe("");
});

test("says where in an SVG something is wrong, for each thing, up to twenty", () => {
  const content = '<g><rect onclick="x"/><use href="#a"/></g>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${content}${"<a/>".repeat(50)}</svg>`;
  const problems = pictureProblems("svg", Buffer.from(svg));
  expect(problems.slice(0, 3)).toEqual([
    { path: "svg/g/rect@onclick", message: "The event handler onclick is not allowed." },
    { path: "svg/g/use", message: "The element <use> is not allowed." },
    { path: "svg/g/use@href", message: "References (href) are not allowed." },
  ]);
  expect(problems).toHaveLength(20);
});

test("reads SVG as UTF-8 alone", () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>';
  for (const bytes of [Buffer.from(svg, "utf16le"), Buffer.from(`\uFEFF${svg}`, "utf16le"), Buffer.from([0xff])]) {
    expect(problemsOf("svg", bytes)).toMatch(/UTF-8|Control characters/u);
  }
});

function chunk(name: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, content, Buffer.alloc(4)]);
}

function png(width: number, height: number, further: readonly string[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const names = [...further, "IDAT", "IEND"];
  return Buffer.concat([signature, chunk("IHDR", header), ...names.map((name) => chunk(name, Buffer.alloc(0)))]);
}

function webp(...chunks: readonly (readonly [string, Uint8Array])[]): Buffer {
  const parts = chunks.map(([name, content]) => {
    const head = Buffer.alloc(8);
    head.write(name, "latin1");
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from("WEBP"), ...parts]);
  const head = Buffer.from("RIFF\0\0\0\0");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function lossy(width: number, height: number): Buffer {
  const frame = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
  frame.writeUInt16LE(width, 6);
  frame.writeUInt16LE(height, 8);
  return frame;
}

function lossless(width: number, height: number): Buffer {
  const frame = Buffer.alloc(10);
  frame[0] = 0x2f;
  frame.writeUInt32LE(((width - 1) | ((height - 1) << 14)) >>> 0, 1);
  return frame;
}

function canvas(width: number, height: number, flags = 0): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = flags;
  bytes.writeUIntLE(width - 1, 4, 3);
  bytes.writeUIntLE(height - 1, 7, 3);
  return bytes;
}

test("takes PNG and WebP up to 1024 pixels a side, in every form", () => {
  expect(problemsOf("png", png(1024, 1))).toBe("");
  expect(problemsOf("webp", webp(["VP8 ", lossy(1024, 512)]))).toBe("");
  expect(problemsOf("webp", webp(["VP8L", lossless(1024, 1024)]))).toBe("");
  expect(problemsOf("webp", webp(["VP8X", canvas(64, 48)], ["ALPH", Buffer.alloc(3)], ["VP8 ", lossy(64, 48)]))).toBe(
    "",
  );
});

test("refuses larger ones by what their header says", () => {
  const expected = "at most 1024 a side";
  expect(problemsOf("png", png(1025, 1))).toContain(expected);
  expect(problemsOf("png", png(0, 1))).toContain(expected);
  expect(problemsOf("png", png(2 ** 32 - 1, 1))).toContain(expected);
  expect(problemsOf("webp", webp(["VP8 ", lossy(1, 1025)]))).toContain(expected);
  expect(problemsOf("webp", webp(["VP8L", lossless(1025, 1)]))).toContain(expected);
  expect(problemsOf("webp", webp(["VP8X", canvas(1025, 9)], ["VP8L", lossless(1025, 9)]))).toContain(expected);
  expect(problemsOf("webp", webp(["VP8X", canvas(9, 9)], ["VP8L", lossless(5000, 9)]))).toContain("whole");
});

test("refuses what moves, is cut off, goes on behind its end, or is something else", () => {
  expect(problemsOf("png", png(9, 9, ["acTL"]))).toContain("animated");
  expect(problemsOf("webp", webp(["VP8X", canvas(9, 9, 0x02)], ["VP8 ", lossy(9, 9)]))).toContain("animated");
  expect(problemsOf("webp", webp(["VP8X", canvas(9, 9)], ["ANMF", lossy(9, 9)]))).toContain("animated");
  expect(problemsOf("png", png(9, 9).subarray(0, -1))).toContain("cut off");
  expect(problemsOf("png", Buffer.concat([png(9, 9), Buffer.from("<script>")]))).toContain("cut off");
  expect(problemsOf("webp", Buffer.concat([webp(["VP8 ", lossy(9, 9)]), Buffer.from("PK")]))).toContain("cut off");
  expect(problemsOf("png", "<svg onload='alert(1)'>")).toContain("not a PNG");
  expect(problemsOf("png", webp(["VP8 ", lossy(9, 9)]))).toContain("not a PNG");
  expect(problemsOf("webp", png(9, 9))).toContain("not a WebP");
  expect(problemsOf("webp", webp(["VP8 ", Buffer.alloc(30)]))).toContain("whole");
  expect(problemsOf("webp", webp(["XXXX", Buffer.alloc(30)]))).toContain("whole");
  expect(problemsOf("svg", png(9, 9))).toContain("UTF-8");
});

test("refuses what is empty or has more than 256 KB", () => {
  expect(problemsOf("png", "")).toContain("empty");
  expect(problemsOf("svg", " ".repeat(256 * 1024 + 1))).toContain("262144 bytes");
});
