export type DoctorState = 'ok' | 'warning' | 'problem';

/** One finding about the machine; texts are Russian, `fix` is the exact command that mends it. */
export type DoctorLine = {
  readonly id: string;
  readonly state: DoctorState;
  readonly title: string;
  readonly found: string;
  readonly why: string;
  readonly fix: string | null;
};

/** All findings; `canRun` is false when the lab's commands cannot work on this machine now. */
export type DoctorReport = {
  /** ISO 8601. */
  readonly at: string;
  readonly lines: readonly DoctorLine[];
  readonly canRun: boolean;
};
