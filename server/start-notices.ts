export type StartSituation = {
  /** The server runs as root. */
  readonly isRoot: boolean;
  /** LAB_HOME has no run yet. */
  readonly isFirst: boolean;
  readonly isTokenShort: boolean;
};

/** What whoever starts the lab should know of its powers, in plain words. */
export function startNotices({ isRoot, isFirst, isTokenShort }: StartSituation): readonly string[] {
  return [
    ...(isRoot ? ['Лаборатория запущена от root, и её терминалы тоже: ошибка в команде может испортить систему.'] : []),
    ...(isFirst
      ? [
          'Доступ к Docker — это права root на этой машине. Они есть у терминалов лаборатории, поэтому её страницы открываются только здесь и только по ссылке с токеном.',
        ]
      : []),
    ...(isTokenShort ? ['LAB_TOKEN короче 22 знаков: такой токен можно подобрать.'] : []),
  ];
}

/** Why shells that were left running are gone. */
export const ownerReplaced =
  'Оболочки, которые остались от прежней версии лаборатории, завершены: эта версия не умеет их продолжить. Записи терминалов и журнал сохранены.';
