import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { DEBIAN_KEYRING } from '../debian-mirror.ts';
import type { DebianMirror } from '../debian-mirror.ts';
import type { Machine } from '../machine.ts';
import { asRoot } from '../machine.ts';
import { must } from '../progress.ts';
import { STAND_IN_LABEL } from './names.ts';

const BUILD_DEADLINE_MS = 600_000;
const CERTIFICATES = '/usr/local/share/ca-certificates';
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

// Manuals and translations are half of a small system.
const SLIM = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/locale/*',
];

/** Makes a minimal Debian of a suite and gives it to the engine under `tag`. */
export async function importRootFileSystem(
  suite: string,
  tag: string,
  mirror: DebianMirror,
  machine: Machine,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-postgres-lab-'));
  try {
    const archive = join(folder, `${suite}.tar`);
    const hint = `Проверьте, отдаёт ли зеркало выпуск ${suite}: ${mirror.main}/dists/${suite}/InRelease`;
    const build = asRoot(machine, [
      'mmdebstrap',
      ...(await debootstrapOptions()),
      suite,
      archive,
      ...sources(suite, mirror),
    ]);
    await must(build.command, build.args, { deadlineMs: BUILD_DEADLINE_MS, hint });
    await must('docker', ['import', ...changes(), archive, tag], { deadlineMs: BUILD_DEADLINE_MS, hint });
  } finally {
    const remove = asRoot(machine, ['rm', '-rf', folder]);
    if (machine.root === 'sudo') await runCommand(remove.command, remove.args, { deadlineMs: 30_000 });
    else await rm(folder, { recursive: true, force: true });
  }
}

async function debootstrapOptions(): Promise<string[]> {
  return [
    '--quiet',
    '--variant=minbase',
    '--include=ca-certificates',
    ...SLIM.map((option) => `--dpkgopt=${option}`),
    ...(await aptProxies()).map((option) => `--aptopt=${option}`),
    ...((await hasOwnCertificates())
      ? [
          `--customize-hook=mkdir -p "$1${CERTIFICATES}" && cp ${CERTIFICATES}/*.crt "$1${CERTIFICATES}/"`,
          '--customize-hook=chroot "$1" update-ca-certificates >/dev/null',
        ]
      : []),
    '--customize-hook=rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*.log',
  ];
}

function sources(suite: string, mirror: DebianMirror): string[] {
  const signed = `[signed-by=${DEBIAN_KEYRING}]`;
  return [
    `deb ${signed} ${mirror.main} ${suite} main`,
    `deb ${signed} ${mirror.main} ${suite}-updates main`,
    `deb ${signed} ${mirror.security} ${suite}-security main`,
  ];
}

function changes(): string[] {
  const environment = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    // pip brings certificates of its own and would not see those of a TLS proxy.
    PIP_CERT: BUNDLE,
    REQUESTS_CA_BUNDLE: BUNDLE,
    SSL_CERT_FILE: BUNDLE,
  };
  const lines = [
    ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`),
    'CMD ["bash"]',
    `LABEL ${STAND_IN_LABEL}=stand-in`,
  ];
  return lines.flatMap((line) => ['--change', line]);
}

async function hasOwnCertificates(): Promise<boolean> {
  const found = await readdir(CERTIFICATES).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return found.some((name) => name.endsWith('.crt'));
}

/** The machine's own proxy for apt: inside the image packages come the same way. */
async function aptProxies(): Promise<string[]> {
  const dump = await runCommand('apt-config', ['dump', '--format', '%f "%v";%n', 'Acquire'], { deadlineMs: 10_000 });
  return dump.stdout.split('\n').filter((line) => /^Acquire::https?::Proxy "[^"]+";$/.test(line));
}
