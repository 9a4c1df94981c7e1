// Files as people have them, and some that nobody should have.
import { crc32, deflateSync } from "node:zlib";

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function header(width, height) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 2], 8);
  return chunk("IHDR", data);
}

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A PNG of that size: a sky over a field. */
export function picture(width = 480, height = 320) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const low = y > height * 0.6 + Math.sin(x / 40) * 12;
      rows.set(low ? [70, 140 + (x % 40), 80] : [120 + y / 4, 170 + y / 5, 235], y * (1 + width * 3) + 1 + x * 3);
    }
  }
  return Buffer.concat([SIGNATURE, header(width, height), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A PNG that says it is so large and has nothing. */
export const bomb = () => Buffer.concat([SIGNATURE, header(60_000, 60_000), chunk("IEND", Buffer.alloc(0))]);

export const svg = () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`);

/** As `setInputFiles` takes it. */
export const file = (name, buffer, mimeType = "") => ({ name, mimeType, buffer });

/** Pastes files into an element or drops them on it, as the browser would tell it. */
export async function give(locator, kind, files) {
  const list = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, data: buffer.toString("base64") }));
  await locator.evaluate(
    (element, { kind, list }) => {
      const data = new DataTransfer();
      for (const { name, type, data: text } of list) {
        data.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name, { type }));
      }
      const how = { bubbles: true, composed: true, cancelable: true };
      if (kind === "paste") element.dispatchEvent(new ClipboardEvent("paste", { ...how, clipboardData: data }));
      else for (const name of ["dragover", "drop"]) element.dispatchEvent(new DragEvent(name, { ...how, dataTransfer: data }));
    },
    { kind, list },
  );
}

/** What the browser saves when that is done: its name and its bytes. */
export async function saved(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), action()]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(parts) };
}
