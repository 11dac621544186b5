import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Pixels of a picture for one of the drawing, so that it is sharp when it is printed. */
const SHARPNESS = 2;

const packages = createRequire(import.meta.url);

/** Once a process: the renderer can be started once only, and the font is as large as all else together. */
let tools: Promise<Uint8Array> | null = null;

async function load(): Promise<Uint8Array> {
  // Compiling the renderer a second time, for speed, takes a second and 90 MB: more than the few pictures ever win back.
  setFlagsFromString('--liftoff-only');
  await initWasm(await readFile(packages.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return readFile(packages.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'));
}

/**
 * An SVG picture as PNG, on white. All text is in the one font that comes along (Noto Sans SC: Latin, Cyrillic and
 * Chinese), whatever the machine has: without a font text would silently be left out.
 */
export async function svgToPng(svg: string, width: number): Promise<Uint8Array> {
  tools ??= load();
  const font = await tools;
  const family = 'Noto Sans SC';
  const picture = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: width * SHARPNESS },
    font: {
      fontBuffers: [font],
      loadSystemFonts: false,
      defaultFontFamily: family,
      sansSerifFamily: family,
    },
  });
  const image = picture.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    picture.free();
  }
}
