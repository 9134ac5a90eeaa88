import { lineDifferences } from '../../configuration/line-differences.ts';
import type { ReportSource } from '../report-source.ts';
import type { Block, FileDifference } from './block.ts';
import { listedFiles } from './plan.ts';

type Source = Pick<ReportSource, 'files' | 'originals'>;

/** The lab files as they finally stood in the workspace, each with what differs from the lab's own. */
export function listingBlocks(source: Source): readonly Block[] {
  const known = new Set(listedFiles.map(({ path }) => path));
  const others = [...new Set(source.files.map(({ path }) => path))].filter((path) => !known.has(path)).toSorted();
  const all = [...listedFiles, ...others.map((path) => ({ path, title: path }))];
  return all.flatMap(({ path, title }) => listingOf(source, path, title) ?? []);
}

function listingOf({ files, originals }: Source, path: string, title: string): Block | null {
  const text = files.findLast((file) => file.path === path)?.text ?? originals.texts.get(path);
  if (text === undefined) return null;
  const own = originals.texts.get(path);
  const proposed = originals.proposed.get(path);
  const listing = (origin: string, differences: readonly FileDifference[] = []): Block => {
    return { kind: 'listing', path, title, text, origin, differences };
  };
  if (own === undefined) return listing('Этого файла в лаборатории не было.');
  if (text === own) return listing('Такой же, как в лаборатории.');
  if (text === proposed) return listing('Такой же, как предлагает страница части 3 или 4.');
  const fromOwn = differencesFrom(own, text);
  const fromProposed = proposed === undefined ? null : differencesFrom(proposed, text);
  return fromProposed !== null && fromProposed.length < fromOwn.length
    ? listing('Отличается от предложенного на странице части 3 или 4:', fromProposed)
    : listing('Отличается от файла лаборатории:', fromOwn);
}

function differencesFrom(own: string, text: string): readonly FileDifference[] {
  return lineDifferences(text, own).map(({ where, workspace, here }) => ({ where, own: here, here: workspace }));
}
