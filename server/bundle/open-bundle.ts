import { ParseError } from '#protocol/parse.ts';
import { openArchive, type Archive } from './archive.ts';
import { damaged, tooMuch, type BundleError } from './bundle-error.ts';
import { bundlePaths, castEnding } from './bundle-paths.ts';
import type { Bundle, BundledFile } from './bundle.ts';
import { createFindings, type Findings } from './findings.ts';
import { parseJson } from './json.ts';
import { bundleLimits } from './limits.ts';
import { isSealed, type ManifestSignature } from './manifest-signature.ts';
import { compareWithCheckpoints, readCheckpoints } from './read-checkpoints.ts';
import { parseFileVersions } from './read-files.ts';
import { readJournal } from './read-journal.ts';
import { readManifest } from './read-manifest.ts';
import { readRecording } from './read-recordings.ts';
import type { TrustedKey } from './trusted-keys.ts';
import { decodeUtf8 } from './utf8.ts';
import { vouchFor, type VouchedFiles } from './vouched-files.ts';

/**
 * Opens and verifies a report that may come from anybody: bounded in time and memory, and nothing of it is run.
 * What is changed in it is told by `integrity`, place by place.
 * @param known the keys that a signature must be of; any when left out
 * @throws BundleError when it cannot be opened at all
 */
export function openBundle(bytes: Uint8Array, known: readonly TrustedKey[] = []): Bundle {
  const findings = createFindings();
  const archive = openArchive(bytes);
  const { manifest, signature } = readManifest(archive, known, findings);
  const files = vouchFor(archive, manifest, new Set([bundlePaths.journal, bundlePaths.checkpoints]), findings);
  const checkpoints = readCheckpoints(textOf(files, bundlePaths.checkpoints) ?? '', findings);
  const journalText = textOf(files, bundlePaths.journal);
  if (journalText === null) throw withoutJournal(findings);
  const journal = readJournal(journalText, new Set(checkpoints.map(({ seq }) => seq)), findings);
  compareWithCheckpoints(journal, checkpoints, manifest, findings);
  const recordings = readRecordings(files, findings);
  const versions = readVersions(files, findings);
  files.verifyRest();
  if (signature !== null) judgeSeal(archive, signature, findings);
  const { events, marks, redacted, skipped } = journal;
  return {
    manifest,
    events,
    recordings,
    files: versions,
    marks,
    integrity: {
      state: findings.state,
      problems: findings.problems,
      signer: signature?.publicKey ?? null,
      signedBy: signature?.kind ?? null,
      key: signature?.key ?? null,
      redacted,
      skipped,
    },
  };
}

function withoutJournal({ problems: [first] }: Findings): BundleError {
  const why = first === undefined ? '' : `: ${first}`;
  return damaged(`Журнал прохождения в отчёте не читается${why}.`);
}

function textOf(files: VouchedFiles, path: string): string | null {
  const bytes = files.bytes(path);
  return bytes === null ? null : decodeUtf8(bytes);
}

function readRecordings(files: VouchedFiles, findings: Findings): Map<string, string> {
  const recordings = new Map<string, string>();
  for (const path of files.paths) {
    if (!path.startsWith(bundlePaths.recordings) || !path.endsWith(castEnding)) continue;
    if (recordings.size >= bundleLimits.recordings)
      throw tooMuch(`В отчёте больше ${bundleLimits.recordings} записей.`);
    const terminal = path.slice(bundlePaths.recordings.length, -castEnding.length);
    const bytes = files.bytes(path);
    if (bytes === null) continue;
    if (bytes.length > bundleLimits.recording) throw tooMuch(`Запись терминала «${terminal}» слишком велика.`);
    try {
      recordings.set(terminal, readRecording(bytes));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      findings.changed(`запись терминала «${terminal}» не читается`);
    }
  }
  return recordings;
}

function readVersions(files: VouchedFiles, findings: Findings): BundledFile[] {
  const list = textOf(files, bundlePaths.files);
  if (list === null) return [];
  try {
    const texts = new Map<string, string | null>();
    return parseFileVersions(parseJson(list, 'files')).flatMap((version) => {
      if (!texts.has(version.hash)) {
        texts.set(version.hash, textOf(files, `${bundlePaths.fileTexts}${version.hash}`));
      }
      const text = texts.get(version.hash) ?? null;
      return text === null || text.length > bundleLimits.file ? [] : [{ ...version, text }];
    });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    findings.changed(`файл ${bundlePaths.files} не читается`);
    return [];
  }
}

/** The files may all be right, and the archive around them another one. */
function judgeSeal(archive: Archive, signature: ManifestSignature, findings: Findings): void {
  const sum = archive.seal(bundlePaths.signature);
  if (findings.problems.length > 0 || (sum !== null && isSealed(signature, sum))) return;
  findings.changed(
    'сам архив не тот: файлы в нём прежние, но его распаковали и запаковали заново или изменили служебные байты',
  );
}
