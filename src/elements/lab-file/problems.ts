import { type ErrorCode, LineCounter, parseAllDocuments } from 'yaml';

/** A mistake that a reader should know of before running the file; it never stands in the way of saving. */
export type Problem = { readonly line: number; readonly text: string };

const yamlTexts: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'ссылка на якорь, которого нет',
  BAD_DQ_ESCAPE: 'неизвестная последовательность после обратной косой черты в двойных кавычках',
  BAD_INDENT: 'отступ не такой, как у соседних строк',
  BAD_SCALAR_START: 'значение начинается с особого знака: возьмите его в кавычки',
  BLOCK_AS_IMPLICIT_KEY: 'два двоеточия в одной строке: возьмите значение в кавычки или перенесите вложенный ключ',
  BLOCK_IN_FLOW: 'внутри скобок [] или {} нельзя писать блоками',
  DUPLICATE_KEY: 'этот ключ здесь уже есть',
  MISSING_CHAR: 'не хватает знака: закрывающей кавычки, скобки, запятой или двоеточия',
  MULTILINE_IMPLICIT_KEY: 'ключ продолжается на следующей строке: наверное, пропущено двоеточие',
  MULTIPLE_DOCS: 'второй документ в файле',
  TAB_AS_INDENT: 'отступ знаком табуляции: в YAML годятся только пробелы',
  TAG_RESOLVE_FAILED: 'неизвестный тег',
  UNEXPECTED_TOKEN: 'лишний знак',
};

function yamlProblems(text: string): Problem[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  const problems = documents.flatMap((document) =>
    document.errors.map(({ code, pos }) => ({
      line: lines.linePos(pos[0]).line,
      text: yamlTexts[code] ?? 'это не разобрать как YAML',
    })),
  );
  // One mistake often brings others on its line: the first says enough.
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index);
}

/** Looks for mistakes that would stop the file from being read at all. */
export function findProblems(path: string, text: string): Problem[] {
  if (/\.ya?ml$/i.test(path)) return yamlProblems(text);
  if (/\.cfg$/i.test(path) && text !== '' && !text.endsWith('\n')) {
    const line = text.split('\n').length;
    return [{ line, text: 'последняя строка не закончена переводом строки: HAProxy откажется читать такой файл' }];
  }
  return [];
}
