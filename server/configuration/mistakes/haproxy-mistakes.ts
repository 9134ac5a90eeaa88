import type { Remark } from './judged-file.ts';

type Line = { readonly number: number; readonly words: readonly string[] };
type Section = { readonly kind: string; readonly name: string; readonly number: number; readonly lines: Line[] };

const kinds =
  /^(global|defaults|listen|frontend|backend|resolvers|peers|userlist|program|cache|mailers|ring|log-forward|http-errors)$/;

/** Requests that every node answers alike, the leader or not. */
const alike = /^\/(patroni|health|liveness|readiness|cluster|config|history|metrics|read-only)?$/;

/** What is wrong in a haproxy.cfg for a cluster in which only one node takes writes. */
export function findHaproxyMistakes(text: string): Remark[] {
  const remarks: Remark[] = [];
  const lines = text.split('\n');
  if (text !== '' && !text.endsWith('\n')) {
    remarks.push({
      id: 'no-line-feed',
      line: lines.length,
      what: 'Последняя строка не кончается переводом строки.',
      effect: 'HAProxy 3.0 такой файл не принимает: «missing LF on last line», контейнер сразу завершается.',
      remedy: 'Поставьте в конце файла пустую строку (Enter).',
    });
  }
  const sections = splitSections(lines);
  const defaults = sections.filter(({ kind }) => kind === 'defaults').flatMap((section) => section.lines);
  const serving = sections.filter(
    (section) => ['listen', 'backend'].includes(section.kind) && linesOf(section, 'server').length > 0,
  );
  if (serving.length === 0) {
    remarks.push({
      id: 'no-servers',
      line: null,
      what: 'В файле нет ни одной строки server.',
      effect: 'HAProxy некуда вести соединения.',
      remedy: 'Опишите оба узла: server pg-master pg-master:5432 check port 8008.',
    });
  }
  for (const section of serving) remarks.push(...judgeServers(section, defaults));
  const mode = (section: Section) =>
    linesOf(section, 'mode').at(-1) ?? defaults.findLast(({ words }) => words[0] === 'mode');
  const wrongMode = serving.find((section) => mode(section)?.words[1] === 'http');
  if (wrongMode !== undefined) {
    remarks.push({
      id: 'mode-http',
      line: mode(wrongMode)?.number ?? wrongMode.number,
      what: `Раздел ${wrongMode.kind} ${wrongMode.name} работает в режиме http.`,
      effect: 'PostgreSQL говорит не на HTTP: HAProxy оборвёт каждое соединение.',
      remedy: 'Укажите mode tcp.',
    });
  }
  return remarks;
}

function judgeServers(section: Section, defaults: readonly Line[]): Remark[] {
  const remarks: Remark[] = [];
  const check = [...section.lines, ...defaults].find(({ words }) => words[0] === 'option' && words[1] === 'httpchk');
  const send = [...section.lines, ...defaults].find(({ words }) => words[0] === 'http-check' && words[1] === 'send');
  const servers = linesOf(section, 'server');
  const common = [...defaults, ...section.lines]
    .filter(({ words }) => words[0] === 'default-server')
    .flatMap(({ words }) => words);
  const has = (server: Line, word: string) => server.words.includes(word) || common.includes(word);
  const unchecked = servers.filter((server) => !has(server, 'check'));
  const [first] = servers;
  if (unchecked[0] !== undefined) {
    remarks.push({
      id: 'no-check',
      line: unchecked[0].number,
      what: `Сервер ${unchecked.map(({ words }) => words[1] ?? '').join(', ')} не проверяется: в строке нет слова check.`,
      effect: 'HAProxy считает его годным всегда: записи попадут и на реплику, и на выключенный узел.',
      remedy: 'Добавьте check port 8008.',
    });
  }
  if (check === undefined) {
    remarks.push({
      id: 'no-http-check',
      line: section.number,
      what: 'Нет option httpchk: проверяется только то, что порт открыт.',
      effect: 'Порт 5432 открыт и у реплики: оба сервера UP, и примерно половина записей будет отвергнута.',
      remedy: 'Добавьте option httpchk OPTIONS /primary и check port 8008.',
    });
  } else {
    const path = requestPath(check, send);
    if (alike.test(path) && path !== '/') {
      remarks.push({
        id: 'check-answered-by-both',
        line: check.number,
        what: `HAProxy спрашивает ${requestText(check, send)}, а на это реплика отвечает 200, как и лидер.`,
        effect: 'Оба сервера UP: примерно половина новых соединений попадает на узел, который не принимает записи.',
        remedy: 'Спрашивайте OPTIONS /primary: 200 отвечает только узел с ключом лидера.',
      });
    } else if (/^\/(replica|standby|async|sync|asynchronous|synchronous)/.test(path)) {
      remarks.push({
        id: 'check-asks-replica',
        line: check.number,
        what: `HAProxy спрашивает ${requestText(check, send)}: на это 200 отвечает реплика.`,
        effect: 'Соединения пойдут к реплике, и каждая запись будет отвергнута.',
        remedy: 'Спрашивайте OPTIONS /primary.',
      });
    } else if (path === '/master') {
      remarks.push({
        id: 'check-old-name',
        line: check.number,
        severity: 'advice',
        what: 'Путь /master — имя из старых версий Patroni.',
        effect: 'Patroni 4 ещё отвечает на него, но в документации его больше нет.',
        remedy: 'Пишите /primary.',
      });
    }
    const portless = servers.find((server) => !has(server, 'port'));
    if (portless !== undefined && unchecked.length === 0) {
      remarks.push({
        id: 'no-check-port',
        line: portless.number,
        what: `У проверки сервера ${portless.words[1] ?? ''} не указан порт.`,
        effect: 'HAProxy спросит по HTTP сам PostgreSQL на 5432; тот не ответит, и сервер навсегда останется DOWN.',
        remedy: 'Добавьте port 8008: check port 8008.',
      });
    }
  }
  const address = first?.words[2] ?? '';
  if (/^(localhost|127\.)/.test(address) && first !== undefined) {
    remarks.push({
      id: 'server-at-localhost',
      line: first.number,
      what: `Сервер указан как ${address}.`,
      effect: 'В контейнере HAProxy по этому адресу никого нет.',
      remedy: 'Указывайте имена контейнеров: pg-master:5432, pg-slave:5432.',
    });
  }
  const published = servers.find(({ words }) => /:(5433|5434)$/.test(words[2] ?? ''));
  if (published !== undefined) {
    remarks.push({
      id: 'published-port-inside',
      line: published.number,
      what: `Сервер указан с портом ${published.words[2]?.split(':').at(-1) ?? ''}.`,
      effect: '5433 и 5434 — порты на хосте; внутри сети контейнеров PostgreSQL слушает 5432.',
      remedy: 'Укажите порт 5432.',
    });
  }
  if (servers.length === 1 && first !== undefined) {
    remarks.push({
      id: 'one-server',
      line: first.number,
      what: 'В разделе только один сервер.',
      effect: 'После смены лидера вести будет некуда.',
      remedy: 'Опишите оба узла.',
    });
  }
  const resolves = servers.every((server) => has(server, 'init-addr'));
  if (!resolves && first !== undefined && !/^\d/.test(address)) {
    remarks.push({
      id: 'no-init-addr',
      line: first.number,
      severity: 'advice',
      what: 'Нет init-addr.',
      effect:
        'Если при запуске HAProxy один из узлов не работает, его имя не найдётся, и HAProxy завершится: «could not resolve address».',
      remedy: 'Добавьте init-addr last,libc,none и раздел resolvers с 127.0.0.11.',
    });
  }
  return remarks;
}

function requestPath(check: Line, send: Line | undefined): string {
  const uri = send?.words.indexOf('uri') ?? -1;
  if (uri >= 0) return send?.words[uri + 1] ?? '/';
  const [, , first, second] = check.words;
  return (second ?? first ?? '/').replace(/\?.*$/, '');
}

function requestText(check: Line, send: Line | undefined): string {
  const [, , first, second] = check.words;
  const meth = send?.words.indexOf('meth') ?? -1;
  const method = meth >= 0 ? (send?.words[meth + 1] ?? '') : second === undefined ? 'OPTIONS' : (first ?? '');
  return `${method} ${requestPath(check, send)}`;
}

function linesOf({ lines }: Section, word: string): Line[] {
  return lines.filter(({ words }) => words[0] === word);
}

function splitSections(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  for (const [index, raw] of lines.entries()) {
    const words = raw
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const [kind = '', name = ''] = words;
    if (kind === '') continue;
    if (kinds.test(kind)) sections.push({ kind, name, number: index + 1, lines: [] });
    else sections.at(-1)?.lines.push({ number: index + 1, words });
  }
  return sections;
}
