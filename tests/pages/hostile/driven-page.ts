/** A page of some browser, as far as hostile reports are tried in it. */
export type DrivenPage = AsyncDisposable & {
  /** Hosts of the browser's maker that the browser asks by itself, whatever page is open. */
  readonly ownHosts: readonly string[];
  open(url: string): Promise<void>;
  /** Evaluates an expression in the page; what it promises is a text. */
  evaluate(expression: string): Promise<string>;
  /** Chooses files from the disk, as a person does. */
  chooseFiles(selector: string, files: readonly string[]): Promise<void>;
  /** The words of a dialog that stands open: nothing of ours opens one. */
  dialog(): Promise<string | null>;
  /** Closes the dialog, where the browser has not done so by itself. */
  dismiss(): Promise<void>;
};

/** Starts a browser whose requests to anywhere but this machine go to a proxy. */
export type StartDrivenPage = (proxy: { readonly host: string; readonly port: number }) => Promise<DrivenPage>;

/** Calls a function in the page; it sees nothing of this file, and its arguments and result pass as JSON. */
export async function callInPage<Args extends readonly unknown[]>(
  page: DrivenPage,
  deed: (...args: Args) => unknown,
  ...args: Args
): Promise<unknown> {
  const call = `(${deed.toString()})(...${JSON.stringify(args)})`;
  const text = await page.evaluate(`Promise.resolve(${call}).then((value) => JSON.stringify(value ?? null))`);
  return JSON.parse(text);
}
