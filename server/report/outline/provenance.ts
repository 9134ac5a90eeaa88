import { splitInlineCode } from '#protocol/words/inline-code.ts';
import type { ReportSource } from '../report-source.ts';
import type { Block, Section } from './block.ts';

/** What the run was done with. */
export function provenanceSection({ versions }: Pick<ReportSource, 'versions'>): Section {
  const { lab, engine, compose, patroni, images } = versions;
  const unknown = 'не известна';
  return {
    id: 'versions',
    level: 2,
    title: 'Чем выполнено',
    blocks: [
      {
        kind: 'table',
        caption: 'Версии',
        head: ['Что', 'Версия'],
        rows: [
          ['Лаборатория', lab],
          ['Docker Engine', engine ?? unknown],
          ['Docker Compose', compose ?? unknown],
          ['Patroni', patroni.length === 0 ? unknown : patroni.join(', ')],
          ...images.map(({ name, id }) => [`Образ ${name}`, id.slice(0, 'sha256:'.length + 12)]),
        ],
      },
    ],
  };
}

/** How somebody else finds out whether the report says the truth, and what no report can say. */
export function verificationSection(): Section {
  const words = (text: string): Block => ({ kind: 'words', words: splitInlineCode(text) });
  return {
    id: 'verification',
    level: 2,
    title: 'Как проверить этот отчёт',
    blocks: [
      words(
        'Отчёт написан программой по журналу и записям терминалов, которые лежат рядом, в папке `run/`. Утверждение отмечено как показанное, только если его проверки проходят по этому журналу; рисунки нарисованы по записям.',
      ),
      {
        kind: 'list',
        items: [
          'Откройте архив целиком на странице «Проверка отчётов» (`/review/`) лаборатории или её сайта: она заново выведет каждое утверждение из журнала и проиграет записи. Сервер студента для этого не нужен.',
          'Записи `run/recordings/*.cast` сделаны в формате asciicast v2. Их открывает и `asciinema`: `asciinema play run/recordings/main.cast`.',
          'В `run/journal.ndjson` события стоят по одному в строке, и каждое несёт хеш предыдущих. `run/manifest.json` называет хеши всех файлов, `run/manifest.sig` — его подпись Ed25519.',
          'Метки `[скрыто]`, `[дом]`, `[пользователь]`, `[машина]` и `[адрес]` стоят там, где перед выгрузкой убраны пароли и то, что говорит о машине студента.',
        ].map(splitInlineCode),
      },
      words(
        'Подпись показывает, меняли ли архив после выгрузки, и ничего больше. Ключ лаборатории, запущенной на своей машине, лежит на ней же: её хозяин мог подготовить и само прохождение. Кто сидел за клавиатурой, подпись не доказывает.',
      ),
    ],
  };
}
