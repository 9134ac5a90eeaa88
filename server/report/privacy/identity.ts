import { homedir, hostname, userInfo } from 'node:os';

/** What a machine calls itself and its user: it stands in prompts, in paths, in the output of many programs. */
export type Identity = { readonly home: string; readonly user: string; readonly host: string };

/** Reads it as the shells of the lab see it. */
export function readIdentity(environment: Readonly<Record<string, string>>): Identity {
  const { HOME: home = homedir(), USER: user = userName(), HOSTNAME: host = hostname() } = environment;
  return { home, user, host };
}

/** In a container the user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
