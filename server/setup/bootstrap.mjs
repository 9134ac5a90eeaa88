// The first thing that runs on a fresh machine: plain JavaScript for Node 18, and only Node's own modules.
import path from 'node:path';
import { bringDependencies } from './bootstrap/dependencies.mjs';
import { heapFlags } from './bootstrap/heap.mjs';
import { help } from './bootstrap/help.mjs';
import { bringNode } from './bootstrap/node-24.mjs';
import { compileCache, root } from './bootstrap/place.mjs';
import { become } from './bootstrap/processes.mjs';
import { BootstrapError, say } from './bootstrap/progress.mjs';
import { looksReady } from './bootstrap/ready.mjs';
import { buildSite } from './bootstrap/site.mjs';

const verbs = {
  start,
  dev: (args) => runScript('server/dev/main.ts', args, { dependencies: true, token: true }),
  test,
  'test:fast': (args) => test(['--fast', ...args]),
  doctor: (args) => runScript('server/setup/doctor/main.ts', args, { dependencies: false }),
  images: (args) => runScript('server/setup/images/main.ts', args, { dependencies: false }),
  solve: (args) => runScript('server/solve/main.ts', args, { dependencies: true, token: true }),
  record: (args) => runScript('server/reading/main.ts', args, { dependencies: true }),
  report: (args) => runScript('server/report/main.ts', args, { dependencies: true, token: true }),
  'test:faults': (args) => runScript('tests/faults/main.ts', args, { dependencies: true }),
  'bench:failover': (args) => runScript('tests/bench/failover/main.ts', args, { dependencies: true }),
  'bench:terminal': (args) => runScript('tests/bench/terminal/main.ts', args, { dependencies: true, site: true }),
};

async function start(args) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return 0;
  }
  if (args.length > 0) throw new BootstrapError(`Непонятно: ${args.join(' ')}`, 'Что можно: npm start -- --help');
  const runtime = await bringRuntime();
  const { node, env } = runtime;
  await bringDependencies(runtime);
  await buildSite(node, env);
  if (!(await looksReady())) {
    const prepared = await become(node, [path.join(root, 'server/setup/prepare-main.ts')], { cwd: root, env });
    // It fails only when the person stopped it.
    if (prepared !== 0) return prepared;
  }
  // The doctor comes after the line with the address: a warm start does not wait for it.
  let doctor = Promise.resolve();
  const onFirstOutput = () => {
    doctor = become(node, [path.join(root, 'server/setup/doctor/main.ts'), '--brief'], { cwd: root, env });
  };
  const code = await become(node, [...heapFlags, path.join(root, 'server/main.ts')], {
    cwd: root,
    env: withToken(env),
    onFirstOutput,
  });
  await doctor;
  return code;
}

async function test(args) {
  const runtime = await bringRuntime();
  const { node, env } = runtime;
  await bringDependencies(runtime);
  await buildSite(node, env);
  return become(node, [path.join(root, 'server/setup/test-run/main.ts'), ...args], { cwd: root, env });
}

async function runScript(script, args, { dependencies, site = false, token = false }) {
  const runtime = await bringRuntime();
  const { node, env } = runtime;
  if (dependencies) await bringDependencies(runtime);
  if (site) await buildSite(node, env);
  return become(node, [path.join(root, script), ...args], { cwd: process.cwd(), env: token ? withToken(env) : env });
}

async function bringRuntime() {
  const { node, npmScript, path: first } = await bringNode();
  // What our children start by name (`node`, `npm`, `npx`) must be of the same Node.
  const { LAB_TOKEN: _token, ...inherited } = process.env;
  const env = {
    NODE_COMPILE_CACHE: compileCache,
    ...inherited,
    PATH: [...first, inherited.PATH ?? ''].join(path.delimiter),
  };
  return { node, npmScript, env };
}

/** The token is for who needs it: npm, the build, the doctor and Docker's client go without. */
function withToken(env) {
  const { LAB_TOKEN } = process.env;
  return LAB_TOKEN === undefined ? env : { ...env, LAB_TOKEN };
}

const [verb = 'start', ...args] = process.argv.slice(2);
// Until `become` takes them over: end our children with us.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    if (process.listenerCount(signal) === 1) process.exit(code);
  });
}
try {
  const run = verbs[verb];
  if (run === undefined) {
    throw new BootstrapError(`Нет команды «${verb}».`, `Есть: ${Object.keys(verbs).join(', ')}.`);
  }
  process.exitCode = await run(args);
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  say(`\n✗ ${error.message}\n  ${error.hint}`);
  process.exitCode = 1;
}
