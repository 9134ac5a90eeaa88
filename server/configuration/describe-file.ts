import type { ConfigurationPlace, ConfigurationReason, ConfiguredFile, Mistake } from '#protocol/configuration.ts';

import { list } from '#checks/words.ts';
import { reasonOf } from '../cluster/deadline.ts';
import { type Around, type Finding, finding } from './around.ts';
import type { ClusterAsker } from './cluster-asker.ts';
import { findInCluster } from './cluster-place.ts';
import { findCreated } from './compose-place.ts';
import { findInContainers } from './container-place.ts';
import type { FileUse } from './file-uses.ts';
import { findInImages } from './image-place.ts';
import { findImageOfContainers } from './image-of-containers.ts';

/** Puts the places of one lab file side by side; a place that can't be asked says why and hides no other. */
export async function describeFile(
  use: FileUse,
  text: string,
  around: Around,
  asker: ClusterAsker,
  mistakes: readonly Mistake[],
): Promise<ConfiguredFile> {
  const workspace = finding({
    kind: 'workspace',
    owner: null,
    state: 'reference',
    found: 'С этим текстом сравниваются остальные места.',
    since: await around.changedAt(use.path).catch(() => null),
  });
  const away = around.engine.problem;
  // Without the project nobody knows who reads a file: then nothing is claimed of it.
  const unread = use.kind === 'compose' ? null : around.project.problem;
  const findings =
    away === null && unread === null
      ? (
          await Promise.all([
            guarded('image', findInImages(use, text, around)),
            guarded('container', findContainers(use, text, around)),
            guarded('cluster', findInCluster(use, text, around, asker)),
          ])
        ).flat()
      : [
          finding({ kind: 'image', owner: null, state: 'unknown', found: `${away ?? nobodyKnows}.` }),
          finding({ kind: 'container', owner: null, state: 'unknown', found: `${away ?? nobodyKnows}.` }),
        ];
  const all = [workspace, ...findings];
  const places = all.map(({ place }) => place);
  const reasons = distinct(all.flatMap((one) => one.reasons));
  return { path: use.path, kind: use.kind, ...sayState(places, use), places, reasons, mistakes };
}

/** A file of which nothing could be found out in time. */
export function nothingKnown(use: FileUse, summary: string, mistakes: readonly Mistake[]): ConfiguredFile {
  return { path: use.path, kind: use.kind, state: 'unknown', summary, places: [], reasons: [], mistakes };
}

const nobodyKnows = 'Файл проекта не читается: кто пользуется этим файлом, неизвестно';

function findContainers(use: FileUse, text: string, around: Around): Promise<Finding[]> {
  if (use.kind === 'compose') return findCreated(around);
  if (use.kind === 'dockerfile') return findImageOfContainers(use, around);
  return findInContainers(use, text, around);
}

async function guarded(kind: ConfigurationPlace['kind'], asked: Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await asked;
  } catch (error) {
    return [finding({ kind, owner: null, state: 'unknown', found: `Не удалось прочитать: ${reasonOf(error)}.` })];
  }
}

function distinct(reasons: readonly ConfigurationReason[]): ConfigurationReason[] {
  return [...new Map(reasons.map((reason) => [`${reason.text} ${reason.commands.join()}`, reason])).values()];
}

const names = { workspace: 'в рабочей папке', image: 'в образе', container: 'в контейнерах', cluster: 'в кластере' };

function sayState(places: readonly ConfigurationPlace[], use: FileUse): Pick<ConfiguredFile, 'state' | 'summary'> {
  const of = (state: ConfigurationPlace['state']) => places.filter((place) => place.state === state);
  const different = of('different');
  if (different.length > 0) {
    const where = [...new Set(different.map(({ kind }) => names[kind]))];
    return { state: 'differs', summary: `Работает не то, что в файле: ${list(where)} другое.` };
  }
  const [unknown] = of('unknown');
  if (unknown !== undefined) return { state: 'unknown', summary: `Сравнить удалось не всё. ${unknown.found}` };
  const running = of('same').some(({ kind }) => kind === 'container');
  if (running) return { state: 'same', summary: 'Везде одно и то же.' };
  const unread = use.kind !== 'compose' && use.kind !== 'dockerfile' && use.readers.length === 0;
  return {
    state: 'idle',
    summary: unread ? 'Этот файл пока никто не читает.' : 'Пока ничего не работает: сравнивать не с чем.',
  };
}
