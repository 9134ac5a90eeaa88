import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file of ours whole or not at all, also when the power goes: its bytes are on disk before it has its name,
 * and the name is when this settles.
 */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.new`;
  {
    await using handle = await open(draft, 'w', 0o600);
    await handle.writeFile(content);
    await handle.sync();
  }
  await rename(draft, file);
  await using folder = await open(path.dirname(file), 'r');
  await folder.sync();
}
