import { createHash } from 'node:crypto';
import { bundlePaths } from '#bundle/bundle-paths.ts';
import { chainStart, hashLink } from '#bundle/chain.ts';
import { keyIdOf, publicKeyOf } from '#bundle/ed25519.ts';
import { formatJournalLine } from '#bundle/journal-line.ts';
import type { EventBody } from '#protocol/journal.ts';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type FileToPack } from '../../../server/report/bundle/pack-files.ts';
import { sealArchive } from '../../../server/report/bundle/seal-archive.ts';

/** What a written report says; what is left out is as in a short honest run. */
export type WrittenReport = {
  readonly run?: string;
  readonly name?: string;
  readonly group?: string;
  /** Each as it will stand in the journal, also what no parser takes. */
  readonly events?: readonly { readonly at: number; readonly body: EventBody | Readonly<Record<string, unknown>> }[];
  /** Asciicasts by terminal. */
  readonly recordings?: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly path: string; readonly savedAt: number; readonly text: string }[];
  readonly further?: readonly FileToPack[];
  /** A number that the key is made of: one machine, one number. */
  readonly machine?: number;
  readonly exportedAt?: number;
};

/** A moment from which tests count. */
export const beginning = Date.UTC(2026, 10, 23, 11, 0, 0);

/** Packs and signs a report of the given events, as the lab would. */
export async function writeReport(report: WrittenReport = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { run = '2026-11-23-0123abcd', name = 'Иванова Анна Петровна', group = 'М3301', machine = 1 } = report;
  const events = report.events ?? [{ at: beginning, body: { kind: 'run-started', lab: '0.1.0', project: 'lab' } }];
  let hash = chainStart();
  const lines = events.map(({ at, body }, index) => {
    const link = { salt: new Uint8Array(16).fill(index % 256), seq: index + 1, at, body: JSON.stringify(body) };
    hash = hashLink(hash, link);
    return formatJournalLine(link, hash);
  });
  const versions = (report.files ?? []).map((file) => ({
    ...file,
    hash: createHash('sha256').update(file.text).digest('hex'),
  }));
  const secret = new Uint8Array(32).fill(machine);
  const publicKey = publicKeyOf(secret);
  const texts = new Map(versions.map(({ hash: of, text }) => [of, text]));
  const files: FileToPack[] = [
    { path: bundlePaths.readme, content: '# Отчёт\n' },
    { path: bundlePaths.journal, content: [...lines, ''].join('\n') },
    { path: bundlePaths.checkpoints, content: '' },
    ...Object.entries(report.recordings ?? {}).map(([terminal, content]) => ({
      path: `${bundlePaths.recordings}${terminal}.cast`,
      content,
    })),
    {
      path: bundlePaths.files,
      content: JSON.stringify(versions.map(({ path, savedAt, hash: of }) => ({ path, savedAt, hash: of }))),
    },
    ...[...texts].map(([of, content]) => ({ path: `${bundlePaths.fileTexts}${of}`, content })),
    ...(report.further ?? []),
  ];
  const sealed = await sealArchive(
    files,
    {
      format: 1,
      run,
      author: { name, group },
      startedAt: events[0]?.at ?? beginning,
      exportedAt: report.exportedAt ?? (events.at(-1)?.at ?? beginning) + 60_000,
      versions: { lab: '0.1.0', engine: '28.5.1', compose: '2.40.0', patroni: ['4.0.7'], images: [] },
      journal: { lastSeq: events.length, head: bytesToHex(hash) },
      keys: { kind: 'installation', signer: bytesToHex(publicKey), checkpoints: bytesToHex(publicKey) },
    },
    { secret, publicKey, kind: 'installation', id: keyIdOf(publicKey) },
  );
  return new Uint8Array(sealed);
}
