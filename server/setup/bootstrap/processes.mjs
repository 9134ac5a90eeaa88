import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { BootstrapError } from './progress.mjs';

/** Runs a command to its end and keeps what it says; throws with its last lines when it fails. */
export function runQuietly(command, args, { cwd, env = process.env, hint }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keepTail = (text) => {
      output = (output + text).slice(-20_000);
    };
    child.stdout.setEncoding('utf8').on('data', keepTail);
    child.stderr.setEncoding('utf8').on('data', keepTail);
    const stop = () => child.kill();
    process.once('exit', stop);
    child.on('error', (error) => reject(new BootstrapError(`Не запускается ${command}: ${error.message}`, hint)));
    child.on('close', (code) => {
      process.off('exit', stop);
      if (code === 0) {
        resolve(output);
        return;
      }
      const tail = shorten(output);
      reject(
        new BootstrapError(`Команда «${[command, ...args].join(' ')}» закончилась с кодом ${code}:\n${tail}`, hint),
      );
    });
  });
}

/** npm says the reason first, most others last. */
function shorten(output) {
  const lines = output.trimEnd().split('\n');
  return lines.length <= 24 ? lines.join('\n') : [...lines.slice(0, 8), '…', ...lines.slice(-15)].join('\n');
}

/** The script of the npm that runs us; undefined when nothing of the kind does. */
export function ownNpm() {
  const script = process.env.npm_execpath;
  // With another package manager npm_execpath is not npm.
  return script?.endsWith('npm-cli.js') ? script : undefined;
}

/** Runs npm with its own settings from the environment (registry, cafile, proxy); without a script the one on PATH. */
export function npm({ node, npmScript }, args, options) {
  return npmScript === undefined ? runQuietly('npm', args, options) : runQuietly(node, [npmScript, ...args], options);
}

/**
 * Becomes the command as far as a process can: same terminal, signals passed on; resolves to its exit code.
 * With `onFirstOutput` its stdout comes through a pipe, and the first of it calls back.
 */
export function become(command, args, { cwd, env, onFirstOutput }) {
  return new Promise((resolve, reject) => {
    const stdout = onFirstOutput === undefined ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, env, stdio: ['inherit', stdout, 'inherit'] });
    child.stdout?.on('data', (chunk) => process.stdout.write(chunk));
    child.stdout?.once('data', () => onFirstOutput());
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const pass = (signal) => {
      // Ctrl+C on a terminal reaches the whole foreground group: the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, pass);
    const watch = watchNpm(() => child.kill('SIGTERM'));
    const release = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
    };
    child.on('error', reject);
    child.on('close', (code, signal) => {
      release();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * npm gives a signal to the shell between itself and us, and that shell dies without telling us:
 * then our parent changes. Without npm a changed parent means only that somebody closed a terminal.
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 500).unref();
}
