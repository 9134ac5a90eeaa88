import type { Mistake } from '#protocol/configuration.ts';

import { findComposeMistakes } from './compose-mistakes.ts';
import { findDockerfileMistakes } from './dockerfile-mistakes.ts';
import { findHaproxyMistakes } from './haproxy-mistakes.ts';
import type { JudgedFile, Remark } from './judged-file.ts';
import { findPatroniMistakes } from './patroni-mistakes.ts';
import { readYamlKeys, valueAt } from './yaml-keys.ts';

/** The known mistakes of the lab's files, in the order of the files; the grave ones of a file first. */
export function findMistakes(files: readonly JudgedFile[]): Mistake[] {
  return [...files.flatMap((file) => named(file, remarksOn(file))), ...betweenFiles(files)];
}

function remarksOn({ kind, text }: JudgedFile): Remark[] {
  switch (kind) {
    case 'patroni':
      return findPatroniMistakes(text);
    case 'haproxy':
      return findHaproxyMistakes(text);
    case 'compose':
      return findComposeMistakes(text);
    case 'dockerfile':
      return findDockerfileMistakes(text);
    case 'other':
      return [];
  }
}

function named(file: JudgedFile, remarks: readonly Remark[]): Mistake[] {
  const all = remarks.map((remark): Mistake => ({ severity: 'mistake', ...remark, file: file.path }));
  return [
    ...all.filter(({ severity }) => severity === 'mistake'),
    ...all.filter(({ severity }) => severity === 'advice'),
  ];
}

/** What two Patroni files must agree on, and what each must have for itself. */
function betweenFiles(files: readonly JudgedFile[]): Mistake[] {
  const nodes = files.filter(({ kind }) => kind === 'patroni').map((file) => ({ file, yaml: readYamlKeys(file.text) }));
  const [first, ...others] = nodes;
  if (first === undefined) return [];
  return others.flatMap(({ file, yaml }) => {
    const differs = (key: string) => {
      const [left, right] = [valueAt(first.yaml.value, [key]), valueAt(yaml.value, [key])];
      return left === undefined || right === undefined ? null : left !== right;
    };
    const line = (key: string) => yaml.keys.find(({ path }) => path.join('.') === key)?.line ?? null;
    const remarks: Remark[] = [];
    if (differs('scope') === true) {
      remarks.push({
        id: 'other-scope',
        line: line('scope'),
        what: `scope здесь не тот, что в ${first.file.path}.`,
        effect: 'Для Patroni это два разных кластера: у каждого будет свой лидер, и реплики не появится.',
        remedy: 'Напишите один и тот же scope.',
      });
    }
    if (differs('name') === false) {
      remarks.push({
        id: 'same-name',
        line: line('name'),
        what: `name здесь тот же, что в ${first.file.path}.`,
        effect: 'Узлы назовутся одинаково, и второй не сможет вступить в кластер.',
        remedy: 'Дайте узлу своё имя.',
      });
    }
    return named(file, remarks);
  });
}
