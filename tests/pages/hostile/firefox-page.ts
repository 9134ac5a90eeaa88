import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';
import { connectBidi } from './bidi.ts';
import type { DrivenPage, StartDrivenPage } from './driven-page.ts';
import { quietFirefox } from './quiet-firefox.ts';
import { startProgram } from './started-program.ts';

/** Starts Firefox, which is driven by WebDriver BiDi. */
export const startFirefox: StartDrivenPage = async (proxy): Promise<DrivenPage> => {
  await using started = new AsyncDisposableStack();
  const profile = await mkdtemp(path.join(tmpdir(), 'lab-firefox-'));
  started.defer(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(path.join(profile, 'user.js'), quietFirefox(proxy));
  const executable = process.env.LAB_FIREFOX ?? '/usr/bin/firefox-esr';
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
  const firefox = started.use(
    startProgram(executable, args, {
      // Its own folders are in the profile, whoever runs the tests.
      HOME: profile,
      MOZ_CRASHREPORTER_DISABLE: '1',
      // Lets the setting of the server of settings count.
      MOZ_REMOTE_SETTINGS_DEVTOOLS: '1',
    }),
  );
  const address = await firefox.says(/WebDriver BiDi listening on (ws:\S+)/);
  const bidi = started.use(await connectBidi(`${address}/session`));
  const dialogs: string[] = [];
  bidi.on('browsingContext.userPromptOpened', ({ message }) => dialogs.push(String(message)));
  await bidi.send('session.new', {
    capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: 'dismiss' } } },
  });
  await bidi.send('session.subscribe', { events: ['browsingContext.userPromptOpened'] });
  const { contexts } = await bidi.send('browsingContext.getTree', {});
  const [context = ''] = parseList(contexts, 'contexts', (one, at) => parseString(parseRecord(one, at).context, at));

  const ends = started.move();
  return {
    ownHosts: ['mozilla.com', 'mozilla.org'],
    async open(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async evaluate(expression) {
      const answer = await bidi.send('script.evaluate', {
        expression,
        awaitPromise: true,
        target: { context },
      });
      if (answer.type !== 'success') throw new Error(JSON.stringify(answer.exceptionDetails));
      return parseString(parseRecord(answer.result, 'result').value, 'value', 2 ** 24);
    },
    async chooseFiles(selector, files) {
      const { nodes } = await bidi.send('browsingContext.locateNodes', {
        context,
        locator: { type: 'css', value: selector },
      });
      const [element] = parseList(nodes, 'nodes', (node, at) => parseString(parseRecord(node, at).sharedId, at));
      await bidi.send('input.setFiles', { context, element: { sharedId: element }, files });
    },
    dialog: async () => dialogs[0] ?? null,
    dismiss: async () => {},
    [Symbol.asyncDispose]: () => ends.disposeAsync(),
  };
};
