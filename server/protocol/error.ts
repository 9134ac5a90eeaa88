/** What every failed request of the API answers with: texts a person reads, in Russian. */
export type ErrorBody = {
  readonly error: { readonly code: string; readonly title: string; readonly message: string; readonly hint: string };
};
