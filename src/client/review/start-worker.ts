import address from './worker.ts?worker&url';

/** Not yet in TypeScript's own library; what a policy makes may stand wherever the text may. */
declare const trustedTypes:
  { createPolicy(name: string, rules: Rules): { readonly createScriptURL: (text: string) => string } } | undefined;

type Rules = { readonly createScriptURL: (text: string) => string };

/** Makes the function that starts workers: the page's policy lets no other script become one. */
export function workerStarter(): () => Worker {
  const url = new URL(address, location.href).href;
  const rules: Rules = {
    createScriptURL(text) {
      if (text !== url) throw new TypeError('Only the reader of reports is started here');
      return text;
    },
  };
  const policy = typeof trustedTypes === 'undefined' ? rules : trustedTypes.createPolicy('lab-review', rules);
  return () => new Worker(policy.createScriptURL(url), { type: 'module', name: 'reports' });
}
