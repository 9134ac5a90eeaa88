import { type HiddenKind, type HiddenPreview, hiddenKinds, type PersonalKind } from '#protocol/hidden-kinds.ts';
import { mask } from '../../recording/hidden.ts';
import type { Originals } from '../../workspace/originals.ts';
import { type BundledRun, gather } from '../bundle/gather.ts';
import type { Identity } from './identity.ts';
import { personalMarks } from './personal.ts';

export type PreviewOptions = {
  readonly run: BundledRun;
  readonly originals: Originals;
  readonly identity: Identity;
  readonly kept: ReadonlySet<PersonalKind>;
};

/** Counts what would be hidden in a report that is made now, by the very rules that hide it. */
export async function previewHidden({ run, originals, identity, kept }: PreviewOptions): Promise<HiddenPreview> {
  const end = () => run.journal.chain.head();
  const { journal, casts, files, personal } = await gather({ run, originals, identity, kept: new Set(), end });
  const leaving = [journal.text, ...casts.values(), ...new Map(files.map(({ hash, text }) => [hash, text])).values()];
  const places = (mark: string) => leaving.reduce((sum, text) => sum + text.split(mark).length - 1, 0);
  return {
    kinds: hiddenKinds.map((kind) => {
      const mark = markOf(kind);
      const own = kind === 'secrets' ? { texts: [], kept: false } : { texts: personal[kind], kept: kept.has(kind) };
      return { kind, mark, places: places(mark), ...own };
    }),
  };
}

function markOf(kind: HiddenKind): string {
  return kind === 'secrets' ? mask : personalMarks[kind];
}
