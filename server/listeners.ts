import inspector from 'node:inspector';
import { LabError } from './lab-error.ts';

/**
 * Makes sure that nothing in this process listens before the lab does: every door of it is to be the lab's own.
 * @throws LabError `other-listener`
 */
export function refuseOtherListeners(): void {
  const debuggerAddress = inspector.url();
  if (debuggerAddress !== undefined) {
    throw otherListener(
      `Node открыл порт отладчика (${new URL(debuggerAddress).host}): кто до него дотянется, выполнит в сервере любой код.`,
      'Запустите лабораторию без --inspect: уберите его из NODE_OPTIONS или откройте обычный терминал вместо отладочного.',
    );
  }
  const listening = process.getActiveResourcesInfo().filter((name) => /^(?:TCP|Pipe)Server/.test(name));
  if (listening.length > 0) {
    throw otherListener(
      `В процессе сервера уже кто-то слушает сеть: ${listening.join(', ')}.`,
      'Посмотрите, что подключают NODE_OPTIONS (--import, --require), и уберите это.',
    );
  }
}

/** Whether an address that a server is bound to is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address);
}

function otherListener(message: string, hint: string): LabError {
  return new LabError({ code: 'other-listener', title: 'Посторонний вход в сервер', message, hint, status: 500 });
}
