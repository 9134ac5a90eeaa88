import type { Route } from '../../route.ts';
import { runDoctor } from './run-doctor.ts';

/** What the doctor must know of the server that asks it. */
export type DoctorSubject = {
  readonly labHome: string;
  /** The Compose project of the present run. */
  readonly project: string;
};

/** `GET /api/doctor`: the page «Состояние машины». */
export function doctorRoutes(subject: () => DoctorSubject): Route[] {
  return [
    {
      method: 'get',
      path: '/api/doctor',
      access: 'token',
      handle: async (_request, response) => {
        const { labHome, project } = subject();
        response.json(await runDoctor({ labHome, projects: [project] }));
      },
    },
  ];
}
