/** A test by its file and by its name, word for word as it stands there. */
export type ProvingTest = { readonly file: string; readonly name: string };

/** What the lab promises, and the tests that would fail if it did not hold. */
export type Promised = { readonly text: string; readonly tests: readonly ProvingTest[] };

export type PromiseGroup = { readonly id: string; readonly title: string; readonly promises: readonly Promised[] };

const test = (file: string, name: string): ProvingTest => ({ file: `tests/${file}`, name });

/** Everything that is promised; what no test shows is not here. */
export const promiseGroups: readonly PromiseGroup[] = [
  {
    id: 'page',
    title: 'Страница и связь',
    promises: [
      {
        text: 'Перезагрузка страницы возвращает тот же экран того же терминала, и сама она ничего в нём не набирает.',
        tests: [
          test(
            'browser/terminal.test.ts',
            'comes back after a reload as it was, and types nothing into the shell (T1)',
          ),
          test(
            'browser/terminal-escapes.test.ts',
            'answers none of the sixteen probes: not after a reload, and not in a second tab',
          ),
        ],
      },
      {
        text: 'Кто подключился позже, видит тот же экран и каждый следующий байт ровно один раз.',
        tests: [
          test(
            'server/terminal/attach.test.ts',
            'sees the screen that a client sees who was there from the start, and every later byte once',
          ),
        ],
      },
      {
        text: 'Связь оборвалась и вернулась — открытое место и выделенный текст остаются на экране: приходит только пропущенное.',
        tests: [
          test(
            'browser/terminal.test.ts',
            'stands as it was when the connection drops: what is read, and what is selected',
          ),
          test(
            'server/terminal/attach.test.ts',
            'that comes back is sent what it has missed, each byte once, and nothing of what it shows',
          ),
        ],
      },
      {
        text: 'Из двух вкладок вводит одна, вторая смотрит, пока читатель не скажет в ней «Вводить здесь»; после перезагрузки или сбоя вводит та же, что и прежде.',
        tests: [
          test('browser/terminal.test.ts', 'types in the first, and in the second when the reader takes over there'),
          test(
            'browser/terminal.test.ts',
            'goes on typing where it was after a reload, and in the second where a command is clicked',
          ),
          test(
            'unit/terminal/driver.test.ts',
            'the one that drove before a crash of the server drives after it, whoever comes back first',
          ),
        ],
      },
      {
        text: 'Пропал сервер или сеть — страница говорит об этом и возвращается сама.',
        tests: [
          test('browser/terminal.test.ts', 'says that the server is away, and comes back by itself'),
          test(
            'unit/client/run-connection.test.ts',
            'comes back by itself after a dropped stream, and reads the whole state again',
          ),
        ],
      },
      {
        text: 'Оборвавшееся без предупреждения соединение обе стороны замечают за 15 секунд; когда сеть вернётся, терминал окажется тем же, без потерь и повторов.',
        tests: [
          test('server/terminal/socket.test.ts', 'is found within 15 s'),
          test(
            'faults/gone-network.test.ts',
            'a network that is gone without a word is noticed within 15 s; then it is the same shell, every line once, no key twice',
          ),
        ],
      },
      {
        text: 'Страница, которая не успевает читать, не занимает память сервера и не теряет ни байта.',
        tests: [
          test(
            'server/terminal/attach.test.ts',
            'a reader that stops pauses the pty, bounds the memory, and misses no byte afterwards',
          ),
        ],
      },
    ],
  },
  {
    id: 'kill',
    title: 'Процесс лаборатории убит (kill -9)',
    promises: [
      {
        text: 'Команда переживает веб-сервер: та же оболочка, каждый байт один раз — на экране, в записи и в журнале.',
        tests: [
          test(
            'faults/outlived-server.test.ts',
            'a command outlives a killed server: the same shell, every byte once on the screen, in its record and in the recording',
          ),
          test(
            'faults/outlived-server.test.ts',
            'a flood meanwhile waits for the next server, which takes it up without losing or doubling a byte',
          ),
        ],
      },
      {
        text: 'Всё, о чём сервер сказал «сохранено», остаётся: события, ответы, файлы. Набранное выполняется один раз.',
        tests: [
          test(
            'faults/killed-at-work.test.ts',
            'a killed web server loses nothing that it said was saved, and executes what was typed once',
          ),
        ],
      },
      {
        text: 'Если убит процесс, который держит терминалы, оболочки кончаются, но записи, журнал и пройденное целы, а терминал говорит о разрыве и получает новую оболочку.',
        tests: [
          test(
            'faults/killed-pty-owner.test.ts',
            'a killed owner of the ptys: the shell ends with its jobs, the terminal says so and has a new one, everything recorded stays',
          ),
        ],
      },
      {
        text: 'Журнал не теряет записанного, цепочка его хешей сходится.',
        tests: [
          test(
            'faults/killed-journal.test.ts',
            'loses nothing that append returned for, whenever the process is killed',
          ),
        ],
      },
      {
        text: 'Запись терминала теряет не больше четверти секунды, и на этом месте стоит отметка.',
        tests: [
          test(
            'faults/killed-recording.test.ts',
            'a recorder killed at any instant loses nothing that was saved, and little of what came later',
          ),
        ],
      },
      {
        text: 'Файл рабочей папки всегда целый — прежний или новый; прерванное сохранение доводится до конца.',
        tests: [
          test('faults/killed-workspace.test.ts', 'leaves a whole file, whenever the process that saves it is killed'),
          test('faults/killed-workspace.test.ts', 'finishes a save that was cut in the middle, and tells the journal'),
        ],
      },
      {
        text: 'Прерванное сохранение отчёта не оставляет половины отчёта и ничего не меняет в прохождении.',
        tests: [
          test('faults/killed-at-work.test.ts', 'a killed export leaves no part of a report, and the run as it was'),
        ],
      },
    ],
  },
  {
    id: 'docker',
    title: 'Docker Engine не отвечает',
    promises: [
      {
        text: 'Движок убит, перезапущен, завис или недоступен — страница говорит об этом за 5 секунд и сама замечает, что он вернулся.',
        tests: [
          test(
            'browser/banners.test.ts',
            'tells of a Docker Engine that hangs within 5 s, and goes by itself when it answers again',
          ),
          test(
            'faults/engine-news.test.ts',
            'an engine that hangs is told of within 5 s, also on a calm page, and its return too',
          ),
          test('faults/engine-news.test.ts', 'an engine that is killed is told of within 5 s, and its return too'),
          test(
            'faults/engine-news.test.ts',
            'a socket that is left by a killed engine, or missing, is told of within 5 s',
          ),
          test(
            'faults/engine-news.test.ts',
            'a socket that may not be opened is told of within 5 s, and so is the permission',
          ),
        ],
      },
      {
        text: 'Никакой вопрос к движку не ждёт без срока.',
        tests: [
          test(
            'faults/engine-news.test.ts',
            'what a page or a script asks of a hung engine is answered within its deadline',
          ),
        ],
      },
    ],
  },
  {
    id: 'disk',
    title: 'Диск',
    promises: [
      {
        text: 'О полном диске предупреждают до того, как что-то потеряно; несохранённое так и названо, прежнее цело, и с появлением места всё идёт дальше само.',
        tests: [
          test(
            'browser/banners.test.ts',
            'warns of a disk that fills up, says what is not saved, and keeps an answer until there is room',
          ),
          test(
            'faults/full-disk.test.ts',
            'a full disk is told of before anything is lost, spoils nothing, and the lab goes on when there is room',
          ),
          test(
            'faults/full-disk.test.ts',
            'a server killed on a full disk is refused with a word, and finds everything when there is room',
          ),
        ],
      },
      {
        text: 'То же — когда на диске кончились места для файлов и когда он стал доступен только для чтения.',
        tests: [
          test(
            'faults/full-disk.test.ts',
            'a disk that takes no more files is told of, spoils nothing, and the lab goes on when there are some',
          ),
          test(
            'faults/full-disk.test.ts',
            'a disk that has become read-only is told of, the terminal goes on, and all is there after its repair',
          ),
        ],
      },
      {
        text: 'Испорченный файл не мешает запуску: журнал откладывается под другим именем, прохождение находится заново.',
        tests: [
          test('unit/journal/journal.test.ts', 'keeps a damaged store aside and begins a new one at the next opening'),
          test(
            'server/run/current-run.test.ts',
            'a file that a failing disk has spoilt (%j) is set aside, and the newest run goes on',
          ),
        ],
      },
    ],
  },
  {
    id: 'clock',
    title: 'Часы и сон',
    promises: [
      {
        text: 'Ноутбук, который уснул посреди команды и проснулся через час, продолжает с того же места.',
        tests: [
          test(
            'faults/moved-clock.test.ts',
            'by an hour while the lab is suspended in the middle of a command changes no order, no duration and no token',
          ),
        ],
      },
      {
        text: 'Часы, переведённые на час вперёд или назад, не меняют порядка событий, длительностей и доступа, и страница остаётся на связи.',
        tests: [
          test(
            'faults/moved-clock.test.ts',
            'by %i s while the lab runs changes no order, no duration and no token, and drops no page',
          ),
          test(
            'faults/moved-clock.test.ts',
            'by %i s while the server is away leaves a command that outlived it with its own duration, and all in order',
          ),
          test(
            'server/cluster/observer.test.ts',
            'a clock that is set back does not keep a view that is no longer true',
          ),
          test('unit/journal/journal.test.ts', 'never runs backwards when the wall clock does'),
          test('unit/journal/journal.test.ts', 'begins at the last event when the wall clock stands before it'),
        ],
      },
    ],
  },
  {
    id: 'version',
    title: 'Другая версия лаборатории',
    promises: [
      {
        text: 'Папка прежней версии открывается целиком: журнал переводится в новый вид, записи, команды и файлы читаются, отчёт сходится.',
        tests: [
          test(
            'faults/older-home.test.ts',
            'a home of the first version opens with everything that is in it, goes on, and makes a report that verifies',
          ),
          test(
            'unit/journal/chain-in-store.test.ts',
            'is given to a store of the first version, which keeps all its events',
          ),
        ],
      },
      {
        text: 'Старая программа не трогает журнал, который записала новая, и говорит почему.',
        tests: [
          test('unit/journal/journal.test.ts', 'refuses a store of a newer version and leaves it as it is'),
          test(
            'faults/older-home.test.ts',
            'a program that is older than the store refuses to start, says why, and changes nothing in the run',
          ),
        ],
      },
    ],
  },
  {
    id: 'leaks',
    title: 'После закрытия',
    promises: [
      {
        text: 'От закрытого терминала не остаётся ни процессов — даже nohup, setsid и глухих к HUP, — ни дескрипторов, ни псевдотерминалов.',
        tests: [
          test(
            'server/terminal/close.test.ts',
            'no process is left when the terminals close: nohup, setsid, HUP-ignoring, stopped and foreground jobs',
          ),
          test('faults/killed-pty-owner.test.ts', 'a server that is asked to end ends its shells and their owner'),
          test(
            'faults/closed-terminals.test.ts',
            'terminals that are opened and closed again and again leave no process, no descriptor and no pty behind',
          ),
        ],
      },
    ],
  },
];
