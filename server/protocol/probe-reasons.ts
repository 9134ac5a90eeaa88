/** Why a write was not confirmed, in Russian, by the short reason that stands in the batches. */
export function explainReason(reason: string): string {
  return (
    words[reason] ??
    (/^[0-9A-Z]{5}$/.test(reason) ? `PostgreSQL отказал: SQLSTATE ${reason}` : `соединение не удалось: ${reason}`)
  );
}

const words: Readonly<Record<string, string>> = {
  'connect-deadline': 'соединение не открылось за 2 с',
  'statement-deadline': 'запись отправлена, ответа нет 5 с',
  'hung-up': 'соединение закрыто без ответа: за точкой входа нет готового узла',
  'read-only': 'точка входа привела на узел, который только читает',
  'sync-wait-cancelled': 'ожидание синхронной реплики прервано: строка есть только на лидере',
  crowded: 'много записей ждут ответа, эта не отправлена',
  stopped: 'зонд остановлен раньше, чем открылось соединение',
  ECONNREFUSED: 'порт точки входа закрыт',
  ECONNRESET: 'соединение оборвалось',
  EPIPE: 'соединение оборвалось',
  '25006': 'узел только читает и отказал в записи',
  '57P01': 'PostgreSQL останавливается',
  '57P02': 'PostgreSQL оборвал сеанс: сосед по серверу упал',
  '57P03': 'PostgreSQL запускается или останавливается',
  '53300': 'у PostgreSQL кончились соединения',
  '28P01': 'PostgreSQL не принял пароль суперпользователя',
};
