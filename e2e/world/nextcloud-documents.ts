import { crc32 } from "node:zlib";
import { drawPhoto } from "./nextcloud-picture.ts";
import { contentTypeOf } from "./nextcloud-types.ts";
import { escapeXml } from "./nextcloud-xml.ts";

/** A file that programs can open and that is as large as it says, for whoever downloads it from the demo. */
export function demoDocument(name: string, kilobytes: number): Buffer {
  const bytes = kilobytes * 1024;
  const type = contentTypeOf(name);
  const title = name.replace(/\.[^.]*$/, "");
  if (type === "application/pdf") return pdf(title, bytes);
  if (type.startsWith("application/vnd.oasis.")) return openDocument(type, title, bytes);
  if (type.startsWith("image/")) return filled(drawPhoto(title.length, 480, 320), bytes);
  return Buffer.from(`${title}\n\n`.padEnd(bytes, "Notizen zur Besprechung. "));
}

/** Image formats end where they say so; what follows is not looked at. */
function filled(content: Buffer, bytes: number): Buffer {
  return Buffer.concat([content, Buffer.alloc(Math.max(0, bytes - content.length))]);
}

/** One page with one line (ISO 32000-1), and a stream that nothing refers to for the rest of its size. */
function pdf(title: string, bytes: number): Buffer {
  const line = Buffer.from(title.replaceAll(/[()\\]/g, ""), "latin1").toString("latin1");
  const text = `BT /F1 18 Tf 72 760 Td (${line}) Tj ET`;
  const filler = " ".repeat(Math.max(0, bytes - 900));
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< /Length ${filler.length} >>\nstream\n${filler}\nendstream`,
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, "latin1");
}

/** A document with its title in it (ISO/IEC 26300): a ZIP of which the type is the first entry. */
function openDocument(type: string, title: string, bytes: number): Buffer {
  const text = `<text:p>${escapeXml(title)}</text:p>`;
  const table = `<table:table table:name="Tabelle1"><table:table-row><table:table-cell office:value-type="string">${text}</table:table-cell></table:table-row></table:table>`;
  const page = `<draw:page draw:name="1"><draw:frame svg:width="20cm" svg:height="3cm" svg:x="3cm" svg:y="3cm"><draw:text-box>${text}</draw:text-box></draw:frame></draw:page>`;
  const body = type.endsWith("spreadsheet")
    ? `<office:spreadsheet>${table}</office:spreadsheet>`
    : type.endsWith("presentation")
      ? `<office:presentation>${page}</office:presentation>`
      : `<office:text>${text}</office:text>`;
  const names = ["office", "text", "table"].map(
    (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
  );
  const drawn = `xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"`;
  const content = `<?xml version="1.0"?><office:document-content ${names.join(" ")} ${drawn} office:version="1.2"><office:body>${body}</office:body></office:document-content>`;
  const listed = [
    ["/", type],
    ["content.xml", "text/xml"],
    ["filler.bin", ""],
  ];
  const entries = listed.map(
    ([path, media]) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${media}"/>`,
  );
  const manifest = `<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">${entries.join("")}</manifest:manifest>`;
  const files: [string, Buffer][] = [
    ["mimetype", Buffer.from(type)],
    ["content.xml", Buffer.from(content)],
    ["META-INF/manifest.xml", Buffer.from(manifest)],
  ];
  const size = zip(files).length;
  return zip([...files, ["filler.bin", Buffer.alloc(Math.max(0, bytes - size - 120))]]);
}

/** Files one after the other, not compressed (APPNOTE 6.3). */
function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(10, 0);
    // The first of January 1980, the oldest that the format knows.
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), facts, Buffer.from(name), content]);
    directory.push(
      Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([10, 0]), facts, rest, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, list, Buffer.from("PK\u0005\u0006"), end]);
}
