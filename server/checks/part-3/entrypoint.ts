import type { ClusterView, NodeView } from '#protocol/cluster.ts';

import { otherNodes, workingLeader } from '../cluster-roles.ts';
import { composeAway } from '../compose-file.ts';
import { type Answers, defineCheck, type Verdict } from '../define-check.ts';
import { isLate, list } from '../words.ts';

/** HAProxy is described, runs, and lets a client through to PostgreSQL. */
export const entrypointUp = defineCheck({
  id: 'entrypoint-up',
  lasts: 'now',
  expected: 'контейнер HAProxy работает, и через его порт отвечает PostgreSQL',
  judge: ({ view }, answers) => {
    const silent = gateAway(view, answers);
    if (silent !== null) return silent;
    const { reaches, port, container, servers, problem } = view.entrypoint;
    if (reaches === null)
      return answers.couldNotRun(problem ?? 'соединения через HAProxy не было', 'Проверка повторится сама.');
    if (reaches.problem === null) return answers.passed(`через порт ${port} отвечает ${reaches.node ?? 'PostgreSQL'}`);
    if (isLate(reaches.problem))
      return answers.couldNotRun(`порт ${port}: ${reaches.problem}`, 'Проверка повторится сама.');
    const up = servers.filter(({ status }) => status.startsWith('UP'));
    return answers.notYet(
      up.length === 0 && servers.length > 0
        ? 'HAProxy работает, но ни один сервер для него не UP'
        : `HAProxy работает, но через порт ${port ?? '5432'} PostgreSQL не отвечает: ${reaches.problem}`,
      `Подождите, пока HAProxy дважды увидит лидера, то есть секунд десять. Если не помогло: docker logs ${container ?? 'postgres_entrypoint'}`,
    );
  },
});

/** HAProxy leads to the leader and to nobody else. */
export const entrypointRoutesToLeader = defineCheck({
  id: 'entrypoint-routes-to-leader',
  lasts: 'now',
  expected: 'HAProxy ведёт к лидеру и только к нему: один сервер UP, остальные DOWN',
  judge: ({ view }, answers) => {
    const silent = gateAway(view, answers);
    if (silent !== null) return silent;
    const leader = workingLeader(view);
    if (leader === null) return answers.notYet('лидера пока нет', 'Дождитесь, пока кластер выберет лидера.');
    return (
      wrongRule(view, leader, answers) ??
      wrongServers(view, leader, answers) ??
      wrongReach(view, leader, answers) ??
      answers.passed(`HAProxy ведёт только к лидеру ${leader.name}`)
    );
  },
});

/** Why HAProxy can't be judged yet: not described, not started, ended. */
function gateAway(view: ClusterView, answers: Answers): Verdict | null {
  const { notYet } = answers;
  const containers = view.docker.containers.filter(({ role }) => role === 'entrypoint');
  const running = containers.find(({ state }) => state === 'running');
  if (running !== undefined) return null;
  const [stopped] = containers;
  if (stopped !== undefined) {
    const code = stopped.exitCode === null ? '' : ` с кодом ${stopped.exitCode}`;
    return notYet(
      `контейнер ${stopped.name} не работает (${stopped.state}${code})`,
      `Причину скажет docker logs ${stopped.name}. Часто это «could not resolve address» (узел был не запущен, а в haproxy.cfg нет init-addr) или haproxy.cfg без перевода строки в конце.`,
    );
  }
  const away = composeAway(view, answers);
  if (away !== null) return away;
  return view.compose.services.some(({ role }) => role === 'entrypoint')
    ? notYet('HAProxy описан, но его контейнера ещё нет', 'Запустите его: docker compose up -d')
    : notYet('в docker-compose.yml нет HAProxy', 'Добавьте сервис postgres_entrypoint и поднимите проект снова.');
}

/** The routing rule itself: a replica that answers 200 to the check is a second way in. */
function wrongRule(view: ClusterView, leader: NodeView, { notYet, couldNotRun }: Answers): Verdict | null {
  const { checkRequest } = view.entrypoint;
  const fooled = otherNodes(view, leader).find(({ patroni }) => patroni.answersCheck === 200);
  if (checkRequest !== null && fooled !== undefined) {
    return notYet(
      `на проверку HAProxy «${checkRequest}» реплика ${fooled.name} отвечает 200, как и лидер`,
      'Тогда оба узла считаются годными, и примерно половина записей попадёт на реплику. Спрашивайте OPTIONS /primary: 200 отвечает только лидер.',
    );
  }
  const unasked = otherNodes(view, leader).find(({ patroni }) => patroni.checkProblem !== null);
  if (checkRequest !== null && unasked !== undefined) {
    return couldNotRun(`узел ${unasked.name}: ${unasked.patroni.checkProblem}`, 'Проверка повторится сама.');
  }
  const unchecked = view.entrypoint.servers.filter(({ status }) => status === 'no check').map(({ name }) => name);
  if (unchecked.length > 0) {
    return notYet(
      `HAProxy не проверяет серверы: ${list(unchecked)}`,
      'Добавьте к ним check port 8008 и правило option httpchk OPTIONS /primary.',
    );
  }
  return null;
}

function wrongServers(view: ClusterView, leader: NodeView, { notYet }: Answers): Verdict | null {
  const up = view.entrypoint.servers.filter(({ status }) => status.startsWith('UP'));
  if (up.length > 1) {
    const plain = view.entrypoint.checkRequest === null;
    return notYet(
      `у HAProxy сразу несколько серверов UP: ${list(up.map(({ name }) => name))}`,
      plain
        ? 'Без option httpchk проверяется только то, что порт открыт, а он открыт и у реплики: добавьте option httpchk OPTIONS /primary.'
        : 'В первые секунды после запуска так и бывает: HAProxy верит серверам до первой проверки. Подождите.',
    );
  }
  const [only] = up;
  if (only?.node && only.node !== leader.name) {
    return notYet(
      `HAProxy ведёт к ${only.node}, а лидер — ${leader.name}`,
      'HAProxy узнаёт о смене лидера через несколько проверок: подождите секунд десять.',
    );
  }
  return null;
}

function wrongReach(view: ClusterView, leader: NodeView, { notYet, couldNotRun }: Answers): Verdict | null {
  const { reaches, port } = view.entrypoint;
  if (reaches === null || isLate(reaches.problem)) {
    return couldNotRun(
      `порт ${port ?? 'точки входа'}: ${reaches?.problem ?? 'соединения не было'}`,
      'Проверка повторится сама.',
    );
  }
  if (reaches.problem !== null) {
    return notYet(
      `через порт ${port ?? '5432'} PostgreSQL не отвечает: ${reaches.problem}`,
      'Подождите, пока HAProxy дважды увидит лидера.',
    );
  }
  if (reaches.inRecovery === true || (reaches.node !== null && reaches.node !== leader.name)) {
    return notYet(
      `новое соединение через HAProxy попало на ${reaches.node ?? 'реплику'}, а лидер — ${leader.name}`,
      'Подождите несколько секунд; если не проходит, проверьте option httpchk в haproxy.cfg.',
    );
  }
  return null;
}
