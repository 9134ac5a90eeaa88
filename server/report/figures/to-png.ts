import { createRequire } from 'node:module';
import path from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import type { Markup } from '../markup.ts';
import { encodePng } from './encode-png.ts';

const require = createRequire(import.meta.url);
const folder = path.dirname(require.resolve('@expo-google-fonts/jetbrains-mono/package.json'));

const fontFile = (name: string) => path.join(folder, name);

/** JetBrains Mono as TrueType, which is all that the renderer reads; the upright first. */
export const fontFiles = [
  fontFile('400Regular/JetBrainsMono_400Regular.ttf'),
  fontFile('400Regular_Italic/JetBrainsMono_400Regular_Italic.ttf'),
  fontFile('600SemiBold/JetBrainsMono_600SemiBold.ttf'),
  fontFile('700Bold/JetBrainsMono_700Bold.ttf'),
] as const;

/** Renders a drawing at twice its size, beside the event loop; the machine's own fonts are not asked for anything. */
export async function toPng(svg: Markup): Promise<Uint8Array> {
  const image = await renderAsync(svg.text, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontFiles: [...fontFiles], loadSystemFonts: false, defaultFontFamily: 'JetBrains Mono' },
    background: '#ffffff',
    logLevel: 'off',
  });
  return encodePng({ width: image.width, height: image.height, rgba: image.pixels });
}
