import path from 'node:path';
import type { Config } from '../config.ts';
import type { Route } from '../route.ts';
import { readOriginals } from '../workspace/originals.ts';
import { contentDisposition } from './bundle/file-name.ts';
import { makeBundle, type BundledRun, type MadeBundle } from './bundle/make-bundle.ts';
import type { SigningKeys } from './bundle/signing-key.ts';
import type { ReportSource } from './report-source.ts';

export type ReportRoutesOptions = {
  readonly run: () => BundledRun;
  readonly keys: SigningKeys;
  readonly config: Config;
  /** The lab's own. */
  readonly version: string;
};

/** The route that makes the report of the run and gives it as a file. */
export function reportRoutes({ run, keys, config, version }: ReportRoutesOptions): Route[] {
  const { root, inherited: environment } = config;
  /** The report of each run that is being made: whoever clicks twice waits for the same one. */
  const making = new Map<BundledRun, Promise<MadeBundle>>();

  async function make(of: BundledRun): Promise<MadeBundle> {
    const originals = await readOriginals(path.join(root, 'lab-files'));
    return makeBundle({ run: of, keys, lab: version, environment, originals, render });
  }

  function current(): Promise<MadeBundle> {
    const of = run();
    const begun = making.get(of);
    if (begun !== undefined) return begun;
    const made = make(of).finally(() => making.delete(of));
    making.set(of, made);
    return made;
  }

  return [
    {
      method: 'get',
      path: '/api/report',
      access: 'token',
      handle: async (_request, response) => {
        const { author, bytes } = await current();
        response
          .type('application/zip')
          .set('Content-Disposition', contentDisposition(author.name))
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    },
  ];
}

/** Loaded with the first report: fonts and the drawing of pictures are a third of what a server's start would load. */
async function render(source: ReportSource) {
  const { renderReport } = await import('./render-report.ts');
  return renderReport(source);
}
