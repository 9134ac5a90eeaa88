/** The lab's own words, as the report has them. */
export const lab = {
  number: 'Лабораторная работа 1',
  title: 'HA Postgres Cluster',
  author: 'Проскуряков Роман Владимирович',
} as const;

/** Headings of the report's parts, by the number in a step's frontmatter. */
export const partTitles: Readonly<Record<number, string>> = {
  1: 'Часть 1. Поднимаем Postgres',
  2: 'Часть 2. Проверяем репликацию',
  3: 'Часть 3. Делаем высокую доступность',
  4: 'Вывод',
  5: 'Часть 4. Лаборатория аварий',
};

/** A path of the site under the base it was built for: `href('steps/build/')`. */
export function href(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
}
