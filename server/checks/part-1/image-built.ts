import type { ImageView } from '#protocol/cluster.ts';

import { composeAway } from '../compose-file.ts';
import { type Answers, defineCheck, type Verdict } from '../define-check.ts';
import { list } from '../words.ts';

/** The image of the nodes was made by the present Dockerfile and holds the present files: compared, not dated. */
export const imageBuilt = defineCheck({
  id: 'image-built',
  lasts: 'now',
  expected: 'образ узлов собран по нынешнему Dockerfile, и файлы в нём те же, что в рабочей папке',
  judge: ({ view }, answers) => {
    const away = composeAway(view, answers);
    if (away !== null) return away;
    const outside = view.compose.services.find(({ build }) => build?.inside === false);
    if (outside?.build) {
      return answers.notYet(
        `сборка сервиса ${outside.name} берёт файлы из ${outside.build.context}, вне рабочей папки`,
        'Такой проект соберётся только на одной машине: укажите build: . в docker-compose.yml.',
      );
    }
    if (view.images.length === 0) {
      return answers.notYet(
        'в docker-compose.yml нет узлов PostgreSQL',
        'Верните в него сервисы pg-master и pg-slave.',
      );
    }
    const verdicts = view.images.map((image) => judgeImage(image, answers));
    return verdicts.find(({ outcome }) => outcome !== 'passed') ?? verdicts[0] ?? answers.notYet('образа нет', '');
  },
});

function judgeImage(image: ImageView, { passed, notYet, couldNotRun }: Answers): Verdict {
  const build = `Соберите его: docker build --no-cache -f Dockerfile -t ${image.reference} .`;
  if (image.problem !== null) {
    return /ENOENT/.test(image.problem)
      ? notYet('в рабочей папке нет Dockerfile или файла, который он копирует', 'Верните файл на место.')
      : couldNotRun(`образ ${image.reference} не удалось прочитать: ${image.problem}`, 'Проверка повторится сама.');
  }
  if (image.id === null) return notYet(`образа ${image.reference} нет`, build);
  const missing = image.files.filter(({ state }) => state === 'missing').map(({ inImage }) => inImage);
  if (missing.length > 0) return notYet(`в образе ${image.reference} нет файлов: ${list(missing)}`, build);
  if (image.recipe === 'different') {
    const where = image.difference === null ? '' : `: расходится «${image.difference}»`;
    return notYet(`образ ${image.reference} собран по другому Dockerfile${where}`, build);
  }
  const changed = image.files.filter(({ state }) => state === 'different').map(({ path }) => path);
  if (changed.length > 0) {
    return notYet(
      `в образе ${image.reference} прежнее содержимое: ${list(changed)}`,
      `COPY кладёт файл в образ во время сборки, поэтому правка требует новой. ${build}`,
    );
  }
  if (image.recipe === 'unknown' && !image.newer) {
    return notYet(`образ ${image.reference} собран раньше, чем изменены его файлы`, build);
  }
  return passed(`образ ${image.reference} собран по нынешнему Dockerfile`);
}
