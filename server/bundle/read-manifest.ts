import { ParseError } from '#protocol/parse.ts';
import type { Archive } from './archive.ts';
import { bundleNewer, damaged } from './bundle-error.ts';
import { bundlePaths } from './bundle-paths.ts';
import type { Findings } from './findings.ts';
import { parseJson } from './json.ts';
import { bundleLimits } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { isManifestSigned, parseManifestSignature, type ManifestSignature } from './manifest-signature.ts';
import { NewerManifest, manifestFormat, parseManifest } from './parse-manifest.ts';
import { doubtOf, type TrustedKey } from './trusted-keys.ts';
import { decodeUtf8 } from './utf8.ts';

/** A manifest, and its signature when that is right. */
export type SignedManifest = { readonly manifest: Manifest; readonly signature: ManifestSignature | null };

/**
 * Reads the manifest of a report and its signature.
 * @throws BundleError when there is no manifest that reads
 */
export function readManifest(archive: Archive, known: readonly TrustedKey[], findings: Findings): SignedManifest {
  const bytes = archive.read(bundlePaths.manifest, bundleLimits.manifest);
  const manifest = parse(bytes);
  if (!archive.has(bundlePaths.signature)) {
    findings.unsigned('подписи нет: изменён ли отчёт, сказать нельзя');
    return { manifest, signature: null };
  }
  const signature = readSignature(archive);
  if (signature === null) {
    findings.changed(`файл ${bundlePaths.signature} не читается как подпись`);
    return { manifest, signature: null };
  }
  if (!isManifestSigned(signature, bytes)) {
    findings.changed(`подпись не подходит: файл ${bundlePaths.manifest} не тот, что подписан`);
    return { manifest, signature: null };
  }
  const { keys } = manifest;
  if (keys.signer !== signature.publicKey || keys.kind !== signature.kind) {
    findings.changed('подпись не подходит: отчёт подписан не тем ключом, который назван в манифесте');
  } else if (keys.kind === 'installation' && keys.signer !== keys.checkpoints) {
    findings.changed('подпись не подходит: во время прохождения подписывал другой ключ');
  }
  const doubt = doubtOf(signature, manifest, known);
  if (doubt !== null) findings.changed(doubt);
  return { manifest, signature };
}

function parse(bytes: Uint8Array): Manifest {
  const text = decodeUtf8(bytes);
  if (text === null) throw damaged(`Файл ${bundlePaths.manifest} записан не в UTF-8.`);
  try {
    return parseManifest(parseJson(text, 'manifest'));
  } catch (error) {
    if (error instanceof NewerManifest) throw bundleNewer(error.found, manifestFormat);
    if (!(error instanceof ParseError)) throw error;
    throw damaged(`Файл ${bundlePaths.manifest} не читается (${error.path || 'начало'}).`, error);
  }
}

function readSignature(archive: Archive): ManifestSignature | null {
  const text = decodeUtf8(archive.read(bundlePaths.signature, bundleLimits.signature));
  try {
    return text === null ? null : parseManifestSignature(text);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
