/** A set-up step that a person can do something about: what failed, and the hint that says what to do. */
export class SetupError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SetupError';
    this.hint = hint;
  }
}

/** Prints an error the way a person reads it: ours with its hint, any other with its stack. */
export function printError(error: unknown): void {
  if (error instanceof SetupError) {
    process.stderr.write(`\n✗ ${error.message}\n  ${error.hint}\n`);
  } else {
    process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
