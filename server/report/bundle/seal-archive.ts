import { createHash } from 'node:crypto';
import { bundlePaths } from '#bundle/bundle-paths.ts';
import type { Manifest } from '#bundle/manifest.ts';
import { formatManifestSignature, signManifest } from '#bundle/manifest-signature.ts';
import { toDosTime } from '#bundle/zip-format.ts';
import { createZipWriter } from '#bundle/zip-writer.ts';
import { packFile, storeFile, type FileToPack } from './pack-files.ts';
import type { SigningKey } from './signing-key.ts';

/** Puts an archive together: the files, the manifest that vouches for them, and last the signature of both. */
export async function sealArchive(
  files: readonly FileToPack[],
  manifest: Omit<Manifest, 'files'>,
  key: SigningKey,
): Promise<Uint8Array> {
  const packed = await Promise.all(files.map(packFile));
  const zip = createZipWriter(toDosTime(manifest.exportedAt));
  const parts: Uint8Array[] = [];
  const seal = createHash('sha256');
  const put = (more: readonly Uint8Array[]) => {
    for (const part of more) seal.update(part);
    parts.push(...more);
  };
  for (const { file } of packed) put(zip.add(file));
  const whole: Manifest = { ...manifest, files: packed.map(({ vouched }) => vouched) };
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  put(zip.add((await packFile({ path: bundlePaths.manifest, content: text })).file));
  const signature = formatManifestSignature(signManifest(key, Buffer.from(text), seal.digest()));
  parts.push(...zip.add(storeFile(bundlePaths.signature, signature)), zip.end());
  return Buffer.concat(parts);
}
