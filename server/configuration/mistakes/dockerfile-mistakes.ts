import type { Remark } from './judged-file.ts';

/** What is wrong in the nodes' Dockerfile, or will be next year. */
export function findDockerfileMistakes(text: string): Remark[] {
  const lines = text.split('\n');
  const at = (pattern: RegExp) => {
    const index = lines.findIndex((line) => !/^\s*#/.test(line) && pattern.test(line));
    return index < 0 ? null : index + 1;
  };
  const remarks: Remark[] = [];
  const pip = lines.findIndex(
    (line) => /\bpip3?\s+install\b.*\spatroni(\[|=|~|\s|$)/.test(line) && !/^\s*#/.test(line),
  );
  if (pip >= 0 && !/patroni(\[[^\]]*\])?\s*(==|~=)/.test(lines[pip] ?? '')) {
    remarks.push({
      id: 'unpinned-pip',
      line: pip + 1,
      severity: 'advice',
      what: 'Версия Patroni не закреплена.',
      effect:
        'Через год соберётся другая, и кластер может повести себя иначе (в 4.0 убрали bootstrap.users и переименовали роли).',
      remedy: 'Укажите версию: patroni[zookeeper]==4.1.5.',
    });
  }
  if (pip >= 0 && !/patroni\[[^\]]*(zookeeper|all)/.test(lines[pip] ?? '') && !/kazoo/.test(text)) {
    remarks.push({
      id: 'no-zookeeper-client',
      line: pip + 1,
      what: 'Patroni ставится без клиента ZooKeeper (kazoo).',
      effect:
        'Patroni не найдёт, где хранить ключ лидера, и завершится: «Can not find suitable configuration of distributed configuration store».',
      remedy: 'Пишите patroni[zookeeper] или добавьте kazoo.',
    });
  }
  // The distribution's own package is not seen from a virtual environment.
  const apart = /-m\s+venv/.test(text) && !/--system-site-packages/.test(text);
  if (pip >= 0 && !(apart ? /(?<!python3-)psycopg/ : /psycopg/).test(text)) {
    remarks.push({
      id: 'no-postgres-client',
      line: pip + 1,
      what: 'У Patroni нет psycopg.',
      effect: 'Без него Patroni не разговаривает с PostgreSQL и завершается при запуске.',
      remedy: 'Добавьте psycopg2-binary.',
    });
  }
  const system = at(/(^|\s|&&)pip3?\s+install\b/);
  if (system !== null && !/venv|--break-system-packages/.test(text)) {
    remarks.push({
      id: 'pip-without-venv',
      line: system,
      what: 'pip ставит пакеты прямо в систему.',
      effect: 'В Debian 12 и новее это запрещено (PEP 668): «externally-managed-environment», сборка остановится.',
      remedy: 'Создайте виртуальное окружение: python3 -m venv /opt/patroni-venv.',
    });
  }
  const from = at(/^\s*FROM\s+\S+:latest\b|^\s*FROM\s+[^\s:@]+\s*$/i);
  if (from !== null) {
    remarks.push({
      id: 'unpinned-base',
      line: from,
      severity: 'advice',
      what: 'Базовый образ без версии.',
      effect: 'Следующая основная версия PostgreSQL не откроет каталог данных нынешней.',
      remedy: 'Укажите версию: FROM postgres:15.',
    });
  }
  const users = lines.flatMap((line, index) => (/^\s*USER\s/i.test(line) ? [{ line, number: index + 1 }] : []));
  const last = users.at(-1);
  if (last !== undefined && /\broot\b/.test(last.line)) {
    remarks.push({
      id: 'runs-as-root',
      line: last.number,
      what: 'Контейнер работает от имени root.',
      effect: 'PostgreSQL от root не запускается: initdb откажется.',
      remedy: 'Закончите Dockerfile строкой USER postgres.',
    });
  } else if (last === undefined && /patroni/.test(text)) {
    remarks.push({
      id: 'runs-as-root',
      line: null,
      what: 'В Dockerfile нет USER postgres.',
      effect: 'Patroni запустится от root, а PostgreSQL от root не запускается.',
      remedy: 'Добавьте в конец USER postgres.',
    });
  }
  return remarks;
}
