import type { Signer } from '../../client/review/class-table.ts';
import { signerNote } from '../../client/review/class-table.ts';
import type { OpenReport } from '../../client/review/report.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { integrityWords, momentText } from '../../client/review/words.ts';
import { make } from './make.ts';

const sentences = {
  intact: 'Все файлы совпадают с подписанным перечнем, цепочка журнала не прерывается: после выгрузки отчёт не меняли.',
  changed: 'После выгрузки отчёт изменили. Где именно — сказано ниже; остальному верить тоже нельзя.',
  incomplete: 'Отчёт неполон: конца журнала или части файлов в нём нет. То, что осталось, сходится.',
  unsigned: 'Подписи нет, поэтому изменений после выгрузки никто бы не заметил.',
} as const;

/** Says in plain words what the signature shows and what it can't. */
export function drawIntegrity({ bundle }: OpenReport, signer: Signer | null): HTMLElement[] {
  const { integrity, manifest } = bundle;
  const { versions } = manifest;
  const facts: [string, string][] = [
    ['Состояние', integrityWords[integrity.state]],
    ['Подписано ключом', integrity.signer === null ? 'нет' : `${integrity.signer.slice(0, 16)}… — ${signer === null ? 'не проверен' : signerNote(signer)}`],
    ['Прохождение', visibleLine(manifest.run, 80)],
    ['Начато', momentText(manifest.startedAt)],
    ['Выгружено', momentText(manifest.exportedAt)],
    ['Событий', String(bundle.events.length)],
    ['Скрыто перед выгрузкой', integrity.redacted === 0 ? 'ничего' : `событий: ${integrity.redacted}`],
    ['Лаборатория', visibleLine(versions.lab, 40)],
    ['Docker Engine', visibleLine(versions.engine ?? 'неизвестно', 40)],
    ['Compose', visibleLine(versions.compose ?? 'неизвестно', 40)],
    ['Patroni', visibleLine(versions.patroni.slice(0, 5).join(', ') || 'неизвестно', 80)],
  ];
  return [
    make('p', { text: sentences[integrity.state] }),
    ...(integrity.problems.length === 0
      ? []
      : [make('ul', { class: 'problems' }, ...integrity.problems.slice(0, 100).map((problem) => make('li', { text: visibleLine(problem, 400) })))]),
    make('p', {
      class: 'part-words',
      text: 'Ключ лежит на машине студента. Поэтому подпись показывает лишь, что отчёт не правили потом; кто сидел за машиной и не правил ли он сам журнал до выгрузки, она не доказывает.',
    }),
    make('dl', { class: 'facts' }, ...facts.flatMap(([name, text]) => [make('dt', { text: name }), make('dd', { text })])),
  ];
}
