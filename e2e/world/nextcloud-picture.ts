import { crc32, deflateSync } from "node:zlib";

type Colour = readonly [number, number, number];

/** Paper with lines of text and a coloured head: a picture that looks like a document, drawn for one file. */
export function drawPreview(seed: number, width: number, height: number): Buffer {
  const head: Colour = [90 + ((seed * 47) % 120), 90 + ((seed * 83) % 120), 90 + ((seed * 131) % 120)];
  const line = Math.max(2, Math.round(height / 16));
  return encodePng(width, height, (x, y) => {
    const row = Math.floor(y / line);
    const isMargin = x < width * 0.12 || x > width * 0.88;
    if (isMargin || row < 1) return [255, 255, 255];
    if (row === 1) return x < width * 0.6 ? head : [255, 255, 255];
    const length = 0.88 - ((row * 37 + seed * 11) % 30) / 100;
    return row > 2 && row < 15 && row % 2 === 1 && x < width * length ? [205, 208, 212] : [255, 255, 255];
  });
}

/** A water level under a sky, as on the photographs of gauging stations. */
export function drawPhoto(seed: number, width: number, height: number): Buffer {
  const shore = 0.45 + ((seed * 13) % 20) / 100;
  return encodePng(width, height, (x, y) => {
    const [across, down] = [x / width, y / height];
    const hills = shore - 0.08 - Math.sin(across * 5 + seed) * 0.05;
    if (down < hills) return [150 + 90 * down, 185 + 60 * down, 225];
    if (down < shore) return [74, 104 + 30 * Math.sin(across * 40), 66];
    const ripple = Math.sin(down * 160 + Math.sin(across * 12) * 2) * 10;
    // The staff that the level is read from.
    if (across > 0.62 && across < 0.65) return Math.floor(down * 30) % 2 === 0 ? [245, 245, 240] : [190, 60, 50];
    return [70 + ripple, 108 + ripple, 128 + ripple];
  });
}

/** A PNG (ISO/IEC 15948) of eight bits per channel without a filter. */
function encodePng(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colour(x, y), y * (1 + width * 3) + 1 + x * 3);
  }
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", size),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
