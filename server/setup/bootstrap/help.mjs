/** What `npm start -- --help` tells: the contract for people and scripts. */
export const help = `Лаборатория «HA Postgres Cluster»

  npm start                готовит всё нужное, запускает лабораторию и печатает её адрес
  npm run doctor           проверяет машину: движок, Compose, порты, диск, память, образы
  npm run images           приносит базовые образы (-- --help: архив для класса без интернета)
  npm run solve            проходит всю лабораторию без браузера (-- --step ШАГ: до этого шага)
  npm run record           проходит её и записывает прохождение, которое сайт показывает без сервера
  npm run report           сохраняет отчёт о прохождении (-- --out ФАЙЛ: под этим именем)
  npm run bench:failover   измеряет перерыв при каждой аварии (-- --runs N: столько раз)
  npm run test:faults      убивает процессы лаборатории и смотрит, что уцелело (-- --rounds N: столько раз)
  npm run bench:terminal   измеряет терминалы рядом с ttyd и wetty (-- --help: что именно)
  npm test                 все проверки; npm run test:fast — только быстрые

Переменные окружения
  LAB_PORT     порт сервера: 4321; 0 — любой свободный
  LAB_HOST     адрес, на котором он слушает: 127.0.0.1
  LAB_TOKEN    токен доступа; без него — новый случайный при каждом запуске
  LAB_HOME     где лежат прохождения и рабочие папки: ~/ha-postgres-lab-data
  LAB_WORKSHOP_KEY  файл с ключом мастерской, которым подписываются отчёты; без него — ключ этой установки
  LAB_OPEN=0   не открывать браузер
  LAB_YES=1    на вопросы установки отвечать «да» (то же делает CI=true)

Для скриптов: заголовок «Authorization: Bearer <токен>»
  GET  /api/health                        без токена: {"status":"ok",…}
  GET  /api/steps                         шаги, их команды, терминалы и проверки
  GET  /api/checks                        последние результаты проверок
  POST /api/checks/<id>                   {id, outcome, message, observed, expected}
  GET  /api/claims                        [{id, step, state, sentence, why, evidence}]
  POST /api/terminals/<имя>/commands      {"command":"…"} → {id}
  GET  /api/commands/<id>                 {state, exitCode, startedAt, endedAt, output}
  POST /api/commands/<id>/interrupt       прервать её
  GET, PUT /api/files/<путь>              файл рабочей папки, текст
  GET  /api/cluster                       состояние кластера
  GET  /api/run/timeline                  события ленты времени, JSON построчно
  GET  /api/probe, POST /api/probe/start  зонд; остановить — /api/probe/stop
  PUT  /api/predictions/<авария>          предположение: {"seconds", "leader", "lost"}
  GET  /api/faults                        аварии прохождения и что измерено
  GET  /api/report                        отчёт о прохождении, zip
  GET  /api/configuration                 какая настройка работает
  GET  /api/doctor                        состояние машины
  POST /api/run/reset                     начать заново
  WebSocket /api/terminals/<имя>          подпротокол lab.terminal.v1, см. server/protocol/terminal.ts
`;
