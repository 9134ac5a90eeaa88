import type { BundledFile } from '#bundle/bundle.ts';
import { bundleLimits } from '#bundle/limits.ts';
import type { EventBody } from '#protocol/journal.ts';
import { readAll, type Journal } from '../../journal/journal.ts';
import type { Versions } from '../../workspace/versions.ts';
import type { Hider } from '../../recording/hide-text.ts';
import { hashOf } from '../../workspace/text.ts';
import { createTurns } from './turns.ts';

/** A version as it stands in the workspace's store, secrets and all; `text` is null when it is no longer kept. */
export type KeptVersion = {
  readonly path: string;
  readonly savedAt: number;
  readonly hash: string;
  readonly text: string | null;
};

/** Every version of every lab file, in the order of saving. */
export async function keptVersions(
  journal: Pick<Journal, 'read'>,
  versions: Pick<Versions, 'initial' | 'text'>,
): Promise<KeptVersion[]> {
  const startedAt = journal.read(1, 1)[0]?.at ?? 0;
  const found = [...versions.initial].map(([path, hash]) => ({ path, savedAt: startedAt, hash }));
  const saves: readonly EventBody['kind'][] = ['file-saved'];
  for (const { at, body } of readAll(journal, 1, saves)) {
    // Without a hash the file was removed.
    if (body.kind === 'file-saved' && body.hash !== '') found.push({ path: body.path, savedAt: at, hash: body.hash });
  }
  const texts = new Map<string, string | null>();
  for (const { hash } of found) if (!texts.has(hash)) texts.set(hash, await versions.text(hash));
  return found.map((version) => ({ ...version, text: texts.get(version.hash) ?? null }));
}

const unknown = '0'.repeat(64);

/** Versions as they leave the machine. */
export type ExportedVersions = {
  readonly files: readonly BundledFile[];
  /** Puts the new hash in the place of the old one of a text in which something was hidden. */
  readonly rename: Hider;
};

/**
 * Takes out of versions what must be hidden. The hash of a text with a password in it would let everybody try out
 * passwords: such a version goes by the hash of what is left of it, in the journal too. A text that is no longer kept
 * may have held one: `unknown` stands for its hash.
 */
export async function hideInVersions(versions: readonly KeptVersion[], hide: Hider): Promise<ExportedVersions> {
  const takeTurns = createTurns();
  const renamed = new Map<string, string>();
  const shown = new Map<string, string>();
  for (const { hash, text } of versions) {
    if (shown.has(hash) || renamed.has(hash)) continue;
    if (text === null) {
      renamed.set(hash, unknown);
      continue;
    }
    const left = hide(text);
    if (left !== text) renamed.set(hash, hashOf(left));
    shown.set(hash, left);
    await takeTurns();
  }
  return {
    files: versions
      .flatMap(({ path, savedAt, hash }) => {
        const text = shown.get(hash);
        return text === undefined ? [] : [{ path, savedAt, hash: renamed.get(hash) ?? hash, text }];
      })
      .slice(-bundleLimits.fileVersions),
    rename: (text) => {
      let named = text;
      for (const [hash, instead] of renamed) if (named.includes(hash)) named = named.replaceAll(hash, instead);
      return named;
    },
  };
}
