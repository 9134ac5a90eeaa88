import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Archive } from './archive.ts';
import { BundleError } from './bundle-error.ts';
import { bundlePaths } from './bundle-paths.ts';
import type { Findings } from './findings.ts';
import { bundleLimits } from './limits.ts';
import type { Manifest } from './manifest.ts';

/** The files of an archive that the manifest speaks of; what is in it besides is not read. */
export type VouchedFiles = {
  readonly paths: readonly string[];
  /** The bytes of a file; null when it is not there or does not unpack, which is a finding. */
  readonly bytes: (path: string) => Uint8Array | null;
  /** Holds against the manifest what was not read until now. */
  readonly verifyRest: () => void;
};

/**
 * Opens the files that a manifest lists.
 * @param toldApart files whose changes their own reader tells more exactly; only when it told nothing they are told here
 */
export function vouchFor(
  archive: Archive,
  { files }: Manifest,
  toldApart: ReadonlySet<string>,
  findings: Findings,
): VouchedFiles {
  const listed = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const changed = new Set<string>();
  for (const path of archive.paths) {
    const isOwn = path === bundlePaths.manifest || path === bundlePaths.signature;
    if (!isOwn && !listed.has(path)) findings.changed(`файл ${path} добавлен: в манифесте его нет`);
  }

  function bytes(path: string): Uint8Array | null {
    const vouched = listed.get(path);
    if (vouched === undefined) return null;
    const isFirst = !seen.has(path);
    seen.add(path);
    if (!archive.has(path)) {
      if (isFirst) findings.changed(`файла ${path} нет`);
      return null;
    }
    const content = unpack(archive, path);
    if (content === null) {
      if (isFirst) findings.changed(`файл ${path} не распаковывается`);
      return null;
    }
    if (isFirst && bytesToHex(sha256(content)) !== vouched.sha256) {
      if (toldApart.has(path)) changed.add(path);
      else findings.changed(`файл ${path} не тот`);
    }
    return content;
  }

  return {
    paths: files.map(({ path }) => path),
    bytes,
    verifyRest() {
      for (const { path } of files) if (!seen.has(path)) bytes(path);
      if (findings.problems.length > 0) return;
      for (const path of changed) findings.changed(`файл ${path} не тот`);
    },
  };
}

/** Bounded by the archive's own limits: a file that grew is to be read, so that it can be said what was added. */
function unpack(archive: Archive, path: string): Uint8Array | null {
  try {
    return archive.read(path, bundleLimits.expanded);
  } catch (error) {
    if (error instanceof BundleError) return null;
    throw error;
  }
}
