import { bundlePaths } from '#bundle/bundle-paths.ts';
import type { FileToPack } from './bundle/pack-files.ts';
import { createTurns } from './bundle/turns.ts';
import { renderIndex } from './index/render-index.ts';
import { renderReadme } from './readme/render-readme.ts';
import { renderFigures } from './render-figures.ts';
import type { ReportSource } from './report-source.ts';

/** What people read of a report: its figures, and its text for GitHub and for a browser. */
export async function renderReport(source: ReportSource): Promise<readonly FileToPack[]> {
  const takeTurns = createTurns();
  const figures = await renderFigures(source);
  await takeTurns();
  const readme = renderReadme(source, figures);
  await takeTurns();
  const index = renderIndex(source, figures);
  return [
    { path: bundlePaths.readme, content: readme },
    { path: bundlePaths.index, content: index },
    ...figures.flatMap((figure) =>
      figure.state === 'drawn' ? [{ path: `${bundlePaths.figures}${figure.name}.png`, content: figure.png }] : [],
    ),
  ];
}
