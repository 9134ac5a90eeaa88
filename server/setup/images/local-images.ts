import { runCommand, succeeded } from '../command.ts';
import { STAND_IN_LABEL } from './names.ts';

/** What the engine holds under a name. */
export type LocalImage = 'absent' | 'official' | 'stand-in';

/** Looks an image up in the engine, without the network. */
export async function lookUpImage(name: string, env: NodeJS.ProcessEnv = process.env): Promise<LocalImage> {
  const format = `{{with .Config}}{{index .Labels "${STAND_IN_LABEL}"}}{{end}}`;
  const result = await runCommand('docker', ['image', 'inspect', '--format', format, name], { deadlineMs: 5_000, env });
  if (!succeeded(result)) return 'absent';
  return result.stdout.trim() === 'stand-in' ? 'stand-in' : 'official';
}
