import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Name of the password file in the run's folder; PGPASSFILE of every terminal points to it. */
export const passFileName = 'pgpass';

/**
 * Writes the password file of libpq, for every host and database of the lab; readable by its owner alone,
 * else libpq passes over it.
 */
export async function writePassFile(
  dir: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<void> {
  const file = join(dir, passFileName);
  const draft = `${file}.new`;
  {
    await using handle = await open(draft, 'w', 0o600);
    await handle.chmod(0o600);
    await handle.writeFile(`*:*:*:${escapeField(user)}:${escapeField(password)}\n`);
  }
  await rename(draft, file);
}

function escapeField(text: string): string {
  return text.replaceAll(/[\\:]/g, String.raw`\$&`);
}
