import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { fenced, plainLine, plainParagraphs } from '../../../server/report/readme/markdown.ts';
import { renderReadme } from '../../../server/report/readme/render-readme.ts';
import { renderFigures } from '../../../server/report/render-figures.ts';
import { allHostile, hostile } from './hostile.ts';
import { castOf, endOf, journalOf, ranCommand, realJournal, reportSource, shownClaim, startedAt } from './sources.ts';

function tokensOf(markdown: string): Token[] {
  const found: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    found.push(token);
  });
  return found;
}

function ofType(tokens: readonly Token[], type: string) {
  return tokens.filter((token) => token.type === type);
}

const recorded = {
  events: journalOf(endOf(ranCommand('ps')), { kind: 'answer-saved', question: 'expose', text: 'Первое.\n\nВторое.' }),
  recordings: new Map([
    [
      'main',
      castOf([
        [1, 'o', 'lab # '],
        [1.5, 'o', 'docker compose ps\r\n'],
        [2, 'm', '▶ ps: docker compose ps'],
        [2.5, 'o', 'zoo Up\r\n'],
        [3, 'm', '■ ps: код 0'],
      ]),
    ],
  ]),
};

describe('README.md', () => {
  test('has the form of the seed: headings, listings that unfold, a figure with its caption, answers', async () => {
    const source = reportSource({ ...recorded, claims: [shownClaim('up', 'Работают три контейнера.')] });
    const figures = await renderFigures(source);
    const tokens = tokensOf(renderReadme(source, figures));
    expect(ofType(tokens, 'heading').map((token) => token.raw.trim())).toEqual([
      '# Лабораторная работа 1. HA Postgres Cluster',
      '## Часть 1. Поднимаем Postgres',
      '### Вопрос: expose и ports',
      '### Вопрос: когда образ пересобирается',
      '## Часть 2. Проверяем репликацию',
      '## Часть 3. Делаем высокую доступность',
      '## Вывод',
      '## Часть 4. Лаборатория аварий',
      '## Утверждения',
      '## Чем выполнено',
      '## Как проверить этот отчёт',
    ]);
    const elements = ofType(tokens, 'html').map((token) => token.raw.trim());
    expect(elements.filter((raw) => raw.startsWith('<details>'))).toHaveLength(5);
    expect(elements.filter((raw) => raw === '</details>')).toHaveLength(5);
    expect(elements.filter((raw) => raw.startsWith('<img'))).toEqual([
      '<img src="ReportPhoto/compose.png" width="568" alt="Три контейнера проекта. Терминал «Команды», команда: docker compose ps" />',
    ]);
    expect(renderReadme(source, figures)).toContain('*Рисунок 2 — Три контейнера проекта*');
    expect(ofType(tokens, 'blockquote').map((token) => token.raw)).toContain('> Первое.\n> \n> Второе.');
  });

  test('says of every figure that is not there why, and shows the kept output where only the recording is gone', async () => {
    const source = reportSource({ ...recorded, recordings: new Map() });
    expect(renderReadme(source, await renderFigures(source))).toContain(
      '*Рисунок 2 — Три контейнера проекта. Ни записи терминала, ни вывода команды не сохранилось.*',
    );
    const kept = reportSource({ ...recorded, recordings: new Map(), outputs: new Map([['run-of-ps', 'zoo Up']]) });
    const readme = renderReadme(kept, await renderFigures(kept));
    expect(readme).toContain('*Рисунок 2 — Три контейнера проекта. Записи терминала нет: показан сохранённый вывод*');
    expect(readme).toContain(
      '*Рисунок 1 — Сборка образа localhost/postgres:patroni. Команда этого рисунка не выполнялась.*',
    );
  });

  test('says plainly what its signature does not prove', () => {
    const readme = renderReadme(reportSource(), []);
    expect(readme).toContain('Подпись показывает, меняли ли архив после выгрузки, и ничего больше.');
    expect(readme).toContain('Кто сидел за клавиатурой, подпись не доказывает.');
  });

  test('says «не показано» where nothing was done', () => {
    const claim = { ...shownClaim('build', 'Не показано: образ собран.'), state: 'not-shown' as const, evidence: [] };
    const readme = renderReadme(reportSource({ claims: [claim] }), []);
    expect(readme).toContain('> *Не показано* · № 1. Образ собран.');
    expect(readme).toContain('Показано 0 из 1.');
  });

  test('takes no element, link, image or heading from a name, an answer, a claim, a file or an output', async () => {
    const clean = await realJournal('stop-and-switchover');
    const shape = (markdown: string) => {
      const tokens = tokensOf(markdown);
      return {
        headings: ofType(tokens, 'heading').length,
        elements: ofType(tokens, 'html').map((token) => token.raw.trim()),
        links: [...ofType(tokens, 'link'), ...ofType(tokens, 'def')].map((token) => token.raw),
        images: ofType(tokens, 'image').map((token) => Reflect.get(token, 'href')),
        lists: ofType(tokens, 'list').length,
        rules: ofType(tokens, 'hr').length,
        tables: ofType(tokens, 'table').length,
        cells: ofType(tokens, 'table').map((token) => Reflect.get(token, 'rows').map((row: unknown[]) => row.length)),
      };
    };
    const withText = (text: string) => {
      const command = ranCommand('ps', { text });
      const source = reportSource({
        run: text,
        author: { name: text, group: text },
        events: [...clean, ...journalOf(endOf(command), ...answersOf(text))],
        claims: [{ ...shownClaim('up', text), why: text, evidence: evidenceOf(text) }],
        files: [{ path: 'Dockerfile', savedAt: startedAt, hash: '', text }],
        outputs: new Map([[command.id, text]]),
        versions: { lab: text, engine: text, compose: text, patroni: [text], images: [{ name: text, id: text }] },
      });
      return shape(renderReadme(source, []));
    };
    const command = ranCommand('ps', { text: allHostile });
    const drawn = reportSource({ events: journalOf(endOf(command)), outputs: new Map([[command.id, allHostile]]) });
    const { elements } = shape(renderReadme(drawn, await renderFigures(drawn)));
    expect(elements.filter((raw) => !/^<(?:\/?details>|details>\n<summary>|img [^<>]*>$|\/?sub>)/.test(raw))).toEqual(
      [],
    );

    const expected = withText('text');
    for (const text of [...hostile, allHostile]) expect(withText(text)).toEqual(expected);
  });
});

function answersOf(text: string) {
  return ['expose', 'rebuild-restart', 'conclusion'].map((question) => ({
    kind: 'answer-saved' as const,
    question,
    text,
  }));
}

function evidenceOf(label: string) {
  return [{ seq: 1, at: startedAt, label, recording: { terminal: 'main', seconds: 1 } }];
}

describe('text in Markdown', () => {
  test.each(hostile)('is only text: %j', (text) => {
    const rendered = marked.parse(plainParagraphs(text), { async: false });
    expect(rendered.replaceAll(/<\/?(?:p|br)>/g, '')).not.toMatch(/<[a-z!/]/i);
    const inline = marked.parse(`# ${plainLine(text)}`, { async: false });
    expect(inline).toMatch(/^<h1>[^<]*<\/h1>\n$/);
  });

  test('cannot leave its fence', () => {
    const [token, ...others] = marked.lexer(fenced(allHostile, 'sh'));
    expect(others.filter(({ type }) => type !== 'space')).toEqual([]);
    expect(token?.type).toBe('code');
  });
});
