import { inflateSync } from 'node:zlib';

/** A picture's pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** Reads a PNG of eight bits a channel with opacity, not interlaced (PNG specification, sections 9 and 11). */
export function readPng(png: Uint8Array): Pixels {
  const file = Buffer.from(png);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (file.readUInt16BE(24) !== 0x08_06)
    throw new Error('Only eight bits a channel with opacity can be read.');
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const kind = file.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  const lines = inflateSync(Buffer.concat(data));
  const stride = width * 4;
  const bytes = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x < 4 ? 0 : (bytes[y * stride + x - 4] ?? 0);
      const above = y === 0 ? 0 : (bytes[(y - 1) * stride + x] ?? 0);
      const corner = x < 4 || y === 0 ? 0 : (bytes[(y - 1) * stride + x - 4] ?? 0);
      const raw = lines[y * (stride + 1) + 1 + x] ?? 0;
      bytes[y * stride + x] = (raw + predicted(filter, left, above, corner)) & 0xff;
    }
  }
  return { width, height, bytes };
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const guess = left + above - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      throw new Error(`There is no filter ${filter}.`);
  }
}

/** How many pixels of a part of a picture are no longer nearly white. */
export function inkIn(
  { width, bytes }: Pixels,
  part: { x: number; y: number; width: number; height: number },
): number {
  let ink = 0;
  for (let y = part.y; y < part.y + part.height; y += 1) {
    for (let x = part.x; x < part.x + part.width; x += 1) {
      if ((bytes[(y * width + x) * 4] ?? 255) < 200) ink += 1;
    }
  }
  return ink;
}
