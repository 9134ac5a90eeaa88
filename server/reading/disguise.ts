/** A text that tells of the machine, and what stands in its place. */
export type Alias = { readonly real: string; readonly shown: string };

/** Rewrites what would tell of the machine that a run was recorded on; the same name becomes the same name everywhere. */
export type Disguise = (text: string) => string;

/** What is known of the machine. */
export type Surroundings = {
  /** Folders of the machine, each with the name that a reader sees. */
  readonly folders: readonly Alias[];
  readonly host: string;
  readonly user: string;
};

/** Hosts that every reader of the lab knows; any other one is some mirror's. */
const publicHosts: readonly RegExp[] = [
  /(?:^|\.)debian\.org$/,
  /(?:^|\.)postgresql\.org$/,
  /(?:^|\.)pypi\.org$/,
  /(?:^|\.)pythonhosted\.org$/,
  /(?:^|\.)python\.org$/,
  /(?:^|\.)pip\.pypa\.io$/,
  /(?:^|\.)docker\.(?:io|com)$/,
  /(?:^|\.)github\.com$/,
  /^localhost$/,
  /^(?:127|10)(?:\.\d{1,3}){3}$/,
  /^172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}$/,
  /^0\.0\.0\.0$/,
];

/** Names that every machine and every container has: they tell nothing, and stand in ordinary text. */
const plain: ReadonlySet<string> = new Set(['', '/', '/root', 'root', 'postgres', 'localhost']);

/** A host in an address; a bare container's name (`pg-master`) has no dot and is nobody else's. */
const address = /\b(https?:\/\/)((?:[\w.-]+(?::[^\s@/]*)?@)?)([\w-]+(?:\.[\w-]+)+)((?::\d+)?)/g;

/** Makes a disguise; mirrors are numbered in the order in which they are met. */
export function createDisguise({ folders, host, user }: Surroundings): Disguise {
  const aliases = [...folders, { real: host, shown: 'lab' }, { real: user, shown: 'student' }]
    .filter(({ real, shown }) => real !== shown && !plain.has(real))
    .sort((one, other) => other.real.length - one.real.length);
  const mirrors = new Map<string, string>();
  const mirrorOf = (real: string) => {
    const known = mirrors.get(real) ?? `mirror-${mirrors.size + 1}.example`;
    mirrors.set(real, known);
    return known;
  };
  return (text) => {
    let shown = text;
    for (const alias of aliases) shown = replaceName(shown, alias);
    return shown.replaceAll(address, (whole, scheme: string, _login: string, name: string, _port: string) =>
      publicHosts.some((known) => known.test(name)) ? whole : `${scheme}${mirrorOf(name)}`,
    );
  };
}

/** A folder also where it begins a longer path; of a longer word it is no part. */
function replaceName(text: string, { real, shown }: Alias): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf(real); at !== -1; at = text.indexOf(real, from)) {
    const end = at + real.length;
    const whole = !/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(end));
    result += text.slice(from, at) + (whole ? shown : real);
    from = end;
  }
  return result + text.slice(from);
}
