import { open, readFile, rename, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { hexToBytes } from '@noble/hashes/utils.js';
import { keyIdOf, publicKeyOf, secretLength } from '#bundle/ed25519.ts';
import type { KeyKind } from '#bundle/manifest-signature.ts';
import { LabError } from '../../lab-error.ts';

/** A key that signs reports. */
export type SigningKey = {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly kind: KeyKind;
  /** Its short name; see `keyIdOf`. */
  readonly id: string;
};

/** The keys of a server: its own signs checkpoints while a run goes on, a workshop's signs what is handed in. */
export type SigningKeys = { readonly installation: SigningKey; readonly exports: SigningKey };

const fileName = 'signing.key';

/**
 * Reads the keys: this installation's from LAB_HOME, where it is made once, and a workshop's from its file.
 * @throws LabError `key-exposed`, `key-unreadable`
 */
export async function openSigningKeys(home: string, workshop: string | null): Promise<SigningKeys> {
  const file = path.join(home, fileName);
  const own = (await readKey(file)) ?? (await makeKey(file));
  const installation = toKey(own, 'installation');
  if (workshop === null) return { installation, exports: installation };
  const secret = await readKey(workshop);
  if (secret === null) throw unreadable(workshop, 'такого файла нет');
  return { installation, exports: toKey(secret, 'workshop') };
}

function toKey(secret: Uint8Array, kind: KeyKind): SigningKey {
  const publicKey = publicKeyOf(secret);
  return { secret, publicKey, kind, id: keyIdOf(publicKey) };
}

async function readKey(file: string): Promise<Uint8Array | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') throw exposed(file);
    const text = (await readFile(file, 'utf8')).trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw unreadable(file, 'в нём должны стоять 64 шестнадцатеричные цифры');
    return hexToBytes(text);
  } catch (error) {
    if (error instanceof LabError) throw error;
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'ENOENT') return null;
      throw unreadable(file, error.message, error);
    }
    throw error;
  }
}

async function makeKey(file: string): Promise<Uint8Array> {
  const secret = randomBytes(secretLength);
  const draft = `${file}.new`;
  {
    await using handle = await open(draft, 'w', 0o600);
    await handle.chmod(0o600);
    await handle.writeFile(`${secret.toString('hex')}\n`);
    await handle.sync();
  }
  await rename(draft, file);
  return new Uint8Array(secret);
}

function exposed(file: string): LabError {
  return new LabError({
    code: 'key-exposed',
    title: 'Ключ подписи открыт для чужих',
    message: `Файл ${file} могут читать другие пользователи этой машины, а им подписываются отчёты.`,
    hint: `Закройте его: chmod 600 ${file}. Если ключ могли прочесть, удалите файл и начните прохождение заново: отчёт начатого покажет, что ключ сменился.`,
    status: 500,
  });
}

function unreadable(file: string, why: string, cause?: unknown): LabError {
  return new LabError(
    {
      code: 'key-unreadable',
      title: 'Ключ подписи не читается',
      message: `Файл ${file} — не ключ подписи: ${why}.`,
      hint: 'Ключ мастерской задаёт LAB_WORKSHOP_KEY; собственный ключ (signing.key в LAB_HOME) можно удалить, лаборатория сделает новый; отчёт начатого прохождения покажет, что ключ сменился.',
      status: 500,
    },
    { cause },
  );
}
