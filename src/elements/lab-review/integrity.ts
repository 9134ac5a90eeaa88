import type { Integrity } from '#bundle/bundle.ts';
import { type Signer, signerNote } from '../../client/review/class-table.ts';
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

const ownKey =
  'Ключ лежит на машине студента. Поэтому подпись показывает лишь, что отчёт не правили потом; кто сидел за машиной и не правил ли он журнал сам до выгрузки, она не доказывает.';
const workshopKey =
  'Подписано ключом занятия, которого у студента нет. Кто сидел за машиной, подпись всё равно не доказывает.';

/** Says in plain words what the signature shows and what it can't. */
export function drawIntegrity({ bundle }: OpenReport, signer: Signer | null): HTMLElement[] {
  const { integrity, manifest } = bundle;
  const { versions } = manifest;
  const facts: [string, string][] = [
    ['Состояние', integrityWords[integrity.state]],
    ['Подписано ключом', keyText(integrity, signer)],
    ['Прохождение', visibleLine(manifest.run, 80)],
    ['Начато', momentText(manifest.startedAt)],
    ['Выгружено', momentText(manifest.exportedAt)],
    ['Событий', eventsText(bundle.events.length, integrity.skipped)],
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
      : [
          make(
            'ul',
            { class: 'problems' },
            ...integrity.problems.slice(0, 100).map((problem) => make('li', { text: visibleLine(problem, 400) })),
          ),
        ]),
    make('p', { class: 'part-words', text: integrity.signedBy === 'workshop' ? workshopKey : ownKey }),
    make(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([name, text]) => [make('dt', { text: name }), make('dd', { text })]),
    ),
  ];
}

function keyText({ signer, key }: Integrity, known: Signer | null): string {
  if (signer === null) return 'нет';
  return `${key ?? signer.slice(0, 16)}${known === null ? '' : ` — ${signerNote(known)}`}`;
}

function eventsText(read: number, { unknownKind, unreadable }: Integrity['skipped']): string {
  const left = [
    ...(unknownKind === 0 ? [] : [`неизвестных этой версии ${unknownKind}`]),
    ...(unreadable === 0 ? [] : [`нечитаемых ${unreadable}`]),
  ];
  return [String(read), ...left].join(', ');
}
