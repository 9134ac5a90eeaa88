import path from 'node:path';
import { type HiddenPreview, parseKeptKind } from '#protocol/hidden-kinds.ts';
import type { Config } from '../config.ts';
import type { Route } from '../route.ts';
import { readOriginals } from '../workspace/originals.ts';
import { contentDisposition } from './bundle/file-name.ts';
import type { BundledRun } from './bundle/gather.ts';
import { makeBundle, type MadeBundle } from './bundle/make-bundle.ts';
import type { SigningKeys } from './bundle/signing-key.ts';
import { readIdentity } from './privacy/identity.ts';
import { readKeptKinds, writeKeptKinds } from './privacy/kept-kinds.ts';
import { previewHidden } from './privacy/preview.ts';
import type { ReportSource } from './report-source.ts';

export type ReportRoutesOptions = {
  readonly run: () => BundledRun;
  readonly keys: SigningKeys;
  readonly config: Config;
  /** The lab's own. */
  readonly version: string;
};

/** The routes that make the report of the run, and that tell and change what is hidden in it. */
export function reportRoutes({ run, keys, config, version }: ReportRoutesOptions): Route[] {
  const { root, inherited: environment } = config;
  const identity = readIdentity(environment);
  const originals = () => readOriginals(path.join(root, 'lab-files'));
  /** The report of each run that is being made: whoever clicks twice waits for the same one. */
  const making = new Map<BundledRun, Promise<MadeBundle>>();

  async function make(of: BundledRun): Promise<MadeBundle> {
    return makeBundle({ run: of, keys, lab: version, environment, originals: await originals(), identity, render });
  }

  function current(): Promise<MadeBundle> {
    const of = run();
    const begun = making.get(of);
    if (begun !== undefined) return begun;
    const made = make(of).finally(() => making.delete(of));
    making.set(of, made);
    return made;
  }

  async function preview(of: BundledRun): Promise<HiddenPreview> {
    const kept = await readKeptKinds(of.dir);
    return previewHidden({ run: of, originals: await originals(), identity, kept });
  }

  return [
    {
      method: 'get',
      path: '/api/report/hidden',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await preview(run()));
      },
    },
    {
      method: 'put',
      path: '/api/report/hidden',
      access: 'token',
      handle: async (request, response) => {
        const { kind, kept } = parseKeptKind(request.body);
        const of = run();
        const kinds = new Set(await readKeptKinds(of.dir));
        if (kept) kinds.add(kind);
        else kinds.delete(kind);
        await writeKeptKinds(of.dir, kinds);
        response.json(await preview(of));
      },
    },
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
