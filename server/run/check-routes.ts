import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import type { Run } from './run.ts';

/** `GET /api/checks` asks every check of the lab, `POST /api/checks/<id>` one. */
export function checkRoutes(currentRun: () => Run): Route[] {
  return [
    {
      method: 'get',
      path: '/api/checks',
      access: 'token',
      handle: async (_request, response) => {
        const run = currentRun();
        response.json(await run.checks.run(checkIds(run)));
      },
    },
    {
      method: 'post',
      path: '/api/checks/:id',
      access: 'token',
      handle: async (request, response) => {
        const run = currentRun();
        const id = String(request.params.id);
        if (!checkIds(run).includes(id)) throw unknownCheck(id);
        run.nudge();
        const [result] = await run.checks.run([id]);
        response.json(result);
      },
    },
  ];
}

function checkIds(run: Run): string[] {
  return run.steps.flatMap((step) => step.checks.map(({ id }) => id));
}

function unknownCheck(id: string): LabError {
  return new LabError({
    code: 'not-found',
    title: 'Такой проверки нет',
    message: `Проверки «${id}» нет ни на одном шаге.`,
    hint: 'Идентификаторы проверок стоят в ответе GET /api/steps.',
    status: 404,
  });
}
