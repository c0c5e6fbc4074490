import { pictureLimits } from "@pforte/shared/contract/admin-assets";
import { svgProblems, type PictureProblem } from "./svg-check.ts";

/** The types that pictures may have, by the word in their names. */
export const pictureTypes = { svg: "image/svg+xml", png: "image/png", webp: "image/webp" } as const;
export type PictureKind = keyof typeof pictureTypes;

/** Everything that is wrong with bytes that are to be a picture of this kind (S66); nothing is decoded. */
export function pictureProblems(kind: PictureKind, bytes: Uint8Array): readonly PictureProblem[] {
  if (bytes.length === 0) return [{ path: "", message: "It is empty." }];
  if (bytes.length > pictureLimits.bytes) {
    return [{ path: "", message: `It has more than ${pictureLimits.bytes} bytes.` }];
  }
  if (kind === "svg") return svgProblems(bytes);
  const message = rasterProblem(kind, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return message === null ? [] : [{ path: "", message }];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function rasterProblem(kind: "png" | "webp", bytes: Buffer): string | null {
  const found = kind === "png" ? pngSize(bytes) : webpSize(bytes);
  if (typeof found === "string") return found;
  const { width, height } = found;
  const isTooLarge = Math.max(width, height) > pictureLimits.pixels || Math.min(width, height) < 1;
  return isTooLarge ? `It is ${width} × ${height} pixels; at most ${pictureLimits.pixels} a side are allowed.` : null;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Size of a PNG that is nothing but one still picture, from its first byte to its last (PNG, third edition, 5). */
function pngSize(bytes: Buffer): Size | string {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return "It is not a PNG.";
  const chunks: string[] = [];
  let at = 8;
  while (at + 12 <= bytes.length && chunks.at(-1) !== "IEND") {
    chunks.push(bytes.toString("latin1", at + 4, at + 8));
    at += 12 + bytes.readUInt32BE(at);
  }
  if (chunks[0] !== "IHDR" || bytes.readUInt32BE(8) !== 13 || !chunks.includes("IDAT")) return "It is not a whole PNG.";
  if (chunks.at(-1) !== "IEND" || at !== bytes.length) return "It is cut off, or something follows after its end.";
  if (chunks.includes("acTL")) return "It is animated.";
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Size of a WebP that is nothing but one still picture (RFC 9649, 2). */
function webpSize(bytes: Buffer): Size | string {
  const isWebp = bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
  if (!isWebp || bytes.length < 30) return "It is not a WebP.";
  if (bytes.readUInt32LE(4) + 8 !== bytes.length) return "It is cut off, or something follows after its end.";
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return lossySize(bytes, 20);
    case "VP8L":
      return losslessSize(bytes, 20);
    case "VP8X":
      return extendedSize(bytes);
    default:
      return "It is not a whole WebP.";
  }
}

function lossySize(bytes: Buffer, at: number): Size | string {
  if (at + 10 > bytes.length || bytes.readUIntBE(at + 3, 3) !== 0x9d_01_2a) return "It is not a whole WebP.";
  return { width: bytes.readUInt16LE(at + 6) & 0x3f_ff, height: bytes.readUInt16LE(at + 8) & 0x3f_ff };
}

function losslessSize(bytes: Buffer, at: number): Size | string {
  if (at + 5 > bytes.length || bytes[at] !== 0x2f) return "It is not a whole WebP.";
  const bits = bytes.readUInt32LE(at + 1);
  return { width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 };
}

/** What the canvas says and what the picture in it says must be the same. */
function extendedSize(bytes: Buffer): Size | string {
  if ((bytes.readUInt8(20) & 0x02) !== 0) return "It is animated.";
  const canvas = { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  let at = 30;
  let size: Size | string = "It is not a whole WebP.";
  while (at + 8 <= bytes.length) {
    const name = bytes.toString("latin1", at, at + 4);
    if (name === "ANIM" || name === "ANMF") return "It is animated.";
    if (name === "VP8 ") size = lossySize(bytes, at + 8);
    if (name === "VP8L") size = losslessSize(bytes, at + 8);
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length % 2);
  }
  if (typeof size === "string" || at !== bytes.length) return "It is not a whole WebP.";
  return size.width === canvas.width && size.height === canvas.height ? size : "It is not a whole WebP.";
}
