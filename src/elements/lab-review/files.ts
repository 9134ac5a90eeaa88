import {
  type FileBase,
  type FileHistory,
  type LabTexts,
  differences,
  fileHistories,
} from '../../client/review/file-versions.ts';
import type { BundledFile } from '#bundle/bundle.ts';
import { visibleLine, visibleLines } from '../../client/review/visible-text.ts';
import { clockText } from '../../client/review/words.ts';
import { make } from './make.ts';

/** Versions of one file that are offered at most: the newest. */
const most = 50;

/** Draws the student's files in their versions, each as its differences from the lab's own text or from the one before. */
export function drawFiles(files: readonly BundledFile[], texts: LabTexts): HTMLElement[] {
  const histories = fileHistories(files);
  if (histories.length === 0) return [make('p', { class: 'part-words', text: 'Файлов в отчёте нет.' })];
  return histories.map((history) => {
    const { path, versions } = history;
    const head = make('summary', {}, make('code', { text: visibleLine(path, 120) }), ` ${stateText(history, texts)}`);
    const fold = make('details', { class: 'file-history' }, head);
    fold.addEventListener('toggle', () => {
      if (!fold.open || fold.childElementCount > 1) return;
      fold.append(...drawHistory(path, versions.slice(-most), texts));
    });
    return fold;
  });
}

function stateText({ path, versions }: FileHistory, texts: LabTexts): string {
  const last = versions.at(-1);
  if (last === undefined) return '';
  const count = versions.length === 1 ? '' : `, версий: ${versions.length}`;
  if (last.text === texts.original(path)) return `как в лаборатории${count}`;
  return texts.isProposed(path, last.text) ? `как предлагает шаг${count}` : `изменён${count}`;
}

function drawHistory(path: string, versions: readonly BundledFile[], texts: LabTexts): HTMLElement[] {
  const version = make('select');
  version.setAttribute('aria-label', 'Версия файла');
  for (const [index, { savedAt }] of versions.entries()) {
    const option = make('option', { text: `версия ${index + 1}, ${clockText(savedAt)}` });
    option.value = String(index);
    version.append(option);
  }
  version.value = String(versions.length - 1);
  const base = make('select');
  base.setAttribute('aria-label', 'С чем сравнить');
  const original = texts.original(path);
  for (const [value, text] of [
    ...(original === null ? [] : [['original', 'с текстом лаборатории']]),
    ['before', 'с версией до неё'],
  ] as const) {
    const option = make('option', { text });
    option.value = value ?? '';
    base.append(option);
  }
  const place = make('div', { class: 'diff' });
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', `Отличия ${visibleLine(path, 120)}`);
  const show = () => {
    const index = Number(version.value);
    const text = versions[index]?.text ?? '';
    const chosen: FileBase = base.value === 'original' ? 'original' : 'before';
    const before = chosen === 'original' ? (original ?? '') : (versions[index - 1]?.text ?? '');
    place.replaceChildren(...drawDifferences(before, text));
  };
  version.addEventListener('change', show);
  base.addEventListener('change', show);
  show();
  return [make('p', { class: 'file-choice' }, version, ' сравнить ', base), place];
}

function drawDifferences(before: string, after: string): HTMLElement[] {
  if (before === after) return [make('p', { class: 'part-words', text: 'Отличий нет.' })];
  const lines = differences(before, after);
  if (lines === null) {
    return [
      make('p', {
        class: 'part-words',
        text: 'Текст слишком длинный, чтобы сравнивать его построчно. Вот он целиком.',
      }),
      make('pre', { text: visibleLines(after, 100_000) }),
    ];
  }
  const signs = { same: ' ', removed: '−', added: '+' } as const;
  return [
    make(
      'pre',
      {},
      ...lines.slice(0, 2_000).map((line) =>
        line === null
          ? make('span', { class: 'diff-gap', text: '⋯\n' })
          : make('span', {
              class: `diff-${line.kind}`,
              text: `${signs[line.kind]} ${visibleLines(line.text, 1_000)}\n`,
            }),
      ),
    ),
  ];
}
