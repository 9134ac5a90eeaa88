import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { bundlePaths, castEnding } from '#bundle/bundle-paths.ts';
import { chainStart, hashLink } from '#bundle/chain.ts';
import { formatCheckpoint, signCheckpoint } from '#bundle/checkpoint.ts';
import { publicKeyOf } from '#bundle/ed25519.ts';
import { formatHiddenLine, formatJournalLine } from '#bundle/journal-line.ts';
import type { Author, Manifest } from '#bundle/manifest.ts';
import { formatManifestSignature, signManifest } from '#bundle/manifest-signature.ts';
import { toDosTime } from '#bundle/zip-format.ts';
import { createZipWriter, type PackedFile } from '#bundle/zip-writer.ts';
import type { EventBody } from '#protocol/journal.ts';

/** An event that a report is built of; `json` where it is not one of ours. */
export type BuiltEvent = { readonly at: number } & ({ readonly body: EventBody } | { readonly json: string });

/** What a report is built of, and where a forger who signs it anew puts a hand in. */
export type ReportParts = {
  readonly events: readonly BuiltEvent[];
  readonly run?: string;
  readonly author?: Author;
  readonly exportedAt?: number;
  /** Events whose salt stays at home. */
  readonly hidden?: ReadonlySet<number>;
  /** Events at which a checkpoint was signed; the last one always is. */
  readonly checkpointsAt?: readonly number[];
  readonly recordings?: Readonly<Record<string, string>>;
  readonly versions?: readonly { readonly path: string; readonly savedAt: number; readonly text: string }[];
  /** Further files by their paths. */
  readonly texts?: Readonly<Record<string, string | Uint8Array>>;
  /** The key of the installation, and that of a workshop. */
  readonly secret?: Uint8Array;
  readonly workshop?: Uint8Array;
  readonly editLines?: (lines: string[]) => string[];
  readonly editCheckpoints?: (lines: string[]) => string[];
  readonly editManifest?: (manifest: Manifest) => unknown;
};

/** A key that is the same in every test. */
export const someKey = new Uint8Array(32).fill(7);
export const anotherKey = new Uint8Array(32).fill(8);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest();

/** Builds a report as the lab does, from parts that a test chooses. */
export function buildReport(parts: ReportParts): Uint8Array {
  const { events, run = '2026-11-28-0123abcd', secret = someKey, workshop, hidden = new Set() } = parts;
  const salt = (seq: number) => sha256(`${run} ${seq}`).subarray(0, 16);
  const lines: string[] = [];
  const checkpoints: string[] = [];
  let hash = chainStart();
  for (const [index, event] of events.entries()) {
    const seq = index + 1;
    const body = 'json' in event ? event.json : JSON.stringify(event.body);
    const link = { salt: salt(seq), seq, at: event.at, body };
    hash = hashLink(hash, link);
    lines.push(hidden.has(seq) ? formatHiddenLine(link, hash) : formatJournalLine(link, hash));
    if (parts.checkpointsAt?.includes(seq) || seq === events.length) {
      checkpoints.push(formatCheckpoint(signCheckpoint(secret, run, { seq, hash, at: event.at + 5 })));
    }
  }
  const startedAt = events[0]?.at ?? 0;
  const lastAt = events.at(-1)?.at ?? 0;
  const exportedAt = parts.exportedAt ?? lastAt + 1_000;
  const versions = (parts.versions ?? []).map((version) => ({ ...version, hash: hex(sha256(version.text)) }));
  const files: Record<string, string | Uint8Array> = {
    ...parts.texts,
    [bundlePaths.journal]: asLines(parts.editLines?.(lines) ?? lines),
    [bundlePaths.checkpoints]: asLines(parts.editCheckpoints?.(checkpoints) ?? checkpoints),
    ...Object.fromEntries(
      Object.entries(parts.recordings ?? {}).map(([name, cast]) => [
        `${bundlePaths.recordings}${name}${castEnding}`,
        cast,
      ]),
    ),
    [bundlePaths.files]: JSON.stringify(versions.map(({ path, savedAt, hash }) => ({ path, savedAt, hash }))),
    ...Object.fromEntries(versions.map(({ hash, text }) => [`${bundlePaths.fileTexts}${hash}`, text])),
  };
  const key = { secret: workshop ?? secret, kind: workshop === undefined ? 'installation' : 'workshop' } as const;
  const manifest: Manifest = {
    format: 1,
    run,
    author: parts.author ?? { name: 'Иван Петров', group: 'К3241' },
    startedAt,
    exportedAt,
    versions: { lab: '0.1.0', engine: '27.3.1', compose: '2.29.7', patroni: ['4.0.4'], images: [] },
    journal: { lastSeq: events.length, head: hex(hash) },
    keys: { kind: key.kind, signer: hex(publicKeyOf(key.secret)), checkpoints: hex(publicKeyOf(secret)) },
    files: Object.entries(files).map(([path, content]) => ({
      path,
      bytes: Buffer.byteLength(content),
      sha256: hex(sha256(content)),
    })),
  };
  const text = `${JSON.stringify(parts.editManifest?.(manifest) ?? manifest, null, 2)}\n`;
  const zip = createZipWriter(toDosTime(exportedAt));
  const archive = Object.entries(files).flatMap(([path, content]) => zip.add(pack(path, content)));
  archive.push(...zip.add(pack(bundlePaths.manifest, text)));
  const signature = signManifest(key, Buffer.from(text), sha256(Buffer.concat(archive)));
  archive.push(...zip.add(store(bundlePaths.signature, formatManifestSignature(signature))), zip.end());
  return new Uint8Array(Buffer.concat(archive));
}

/** Puts files into an archive without a word about who vouches for them. */
export function zipOf(files: readonly PackedFile[]): Uint8Array {
  const zip = createZipWriter(toDosTime(Date.UTC(2026, 10, 28)));
  return new Uint8Array(Buffer.concat([...files.flatMap((file) => zip.add(file)), zip.end()]));
}

/** A file as it goes into an archive, deflated. */
export function pack(path: string, content: string | Uint8Array): PackedFile {
  const bytes = Buffer.from(content);
  return { path, bytes: deflateRawSync(bytes), method: 'deflated', crc: crc32(bytes), size: bytes.length };
}

/** A file as it goes into an archive, as it is. */
export function store(path: string, content: string | Uint8Array): PackedFile {
  const bytes = Buffer.from(content);
  return { path, bytes, method: 'stored', crc: crc32(bytes), size: bytes.length };
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
