import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseList, parseOptionalString, parseRecord } from '#protocol/parse.ts';
import type { Step, StepCommand } from '#protocol/step.ts';
import { type BuiltSite, buildSite } from '../build-site.ts';
import { startTestLab, type TestLab } from '../lab.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';

/** Milliseconds that a step's checks may take after its last command: failover, rewind and a slow machine. */
const checksWithin = 180_000;

let site: BuiltSite;
let browser: Browser;

beforeAll(async () => {
  site = await buildSite();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

/** Up to the conclusion: the faults of part 4 take minutes each, and solve walks them. */
const lastPart = 4;

describe('a student walks from the title page to the conclusion', () => {
  test('with clicks alone, with a reload in the middle and a second tab', async () => {
    await using lab = await startTestLab(site.dir);
    const { context, errors } = await openContext(browser);
    const page = await context.newPage();
    await page.goto(lab.entrance);
    await waitFor('the token to leave the address bar', () => !page.url().includes('token'));
    await page.getByRole('link', { name: 'Начать' }).click();
    for (const step of (await lab.client.steps()).filter(({ part }) => part > 0 && part <= lastPart)) {
      await page.waitForURL(`**/steps/${step.id}/`);
      for (const path of step.changes) await applyChange(page, path);
      for (const command of step.commands.filter(({ optional }) => !optional)) await clickCommand(page, command);
      if (step.id === 'read-on-replica') await reloadKeepsTheScreen(page);
      if (step.id === 'through-haproxy') {
        const second = await context.newPage();
        await second.goto(page.url());
        await waitForChecks(second, step);
        await second.close();
      }
      await waitForChecks(page, step);
      if (step.id !== 'conclusion') await page.locator('a[rel="next"]').click();
    }
    expect(page.url()).toMatch(/conclusion\/$/);
    const claims = (await lab.client.claims()).filter(({ step }) => !step.startsWith('fault'));
    expect(claims.filter(({ state }) => state === 'not-shown').map(({ id, why }) => ({ id, why }))).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('with typing alone', async () => {
    await using lab = await startTestLab(site.dir);
    const { context, errors } = await openContext(browser);
    const page = await context.newPage();
    await page.goto(lab.entrance);
    for (const step of await lab.client.steps()) {
      if (step.part === 0 || step.part > lastPart) continue;
      await page.goto(`${lab.url}/steps/${step.id}/`);
      for (const path of step.changes) await lab.client.applyProposed(path);
      for (const command of step.commands.filter(({ optional }) => !optional)) await typeCommand(page, lab, command);
      await waitForChecks(page, step);
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});

async function applyChange(page: Page, path: string): Promise<void> {
  const file = page.locator(`lab-file[path="${path}"][change]`);
  // The editor comes when the reader does.
  await file.scrollIntoViewIfNeeded();
  await file.getByRole('button', { name: 'Применить изменение' }).click();
  await file.getByRole('button', { name: 'Применить', exact: true }).click();
  await file.getByText('сохранено', { exact: false }).first().waitFor({ timeout: 10_000 });
}

function blockOf(page: Page, command: StepCommand) {
  return page.locator(`lab-command[data-command="${command.id}"]`);
}

async function clickCommand(page: Page, command: StepCommand): Promise<void> {
  const block = blockOf(page, command);
  const button = block.getByRole('button', { name: /Выполнить|Повторить/ }).first();
  await waitFor(`«${command.id}» to be ready`, async () => (await button.getAttribute('aria-disabled')) === 'false', {
    within: 60_000,
  });
  await button.dblclick();
  await waitForEnd(page, command);
}

async function waitForEnd(page: Page, command: StepCommand): Promise<void> {
  const block = blockOf(page, command);
  const settled = command.opens === null ? ['done', 'failed'] : ['open'];
  await waitFor(
    `«${command.id}» to come to its end`,
    async () => {
      const look = await block.getAttribute('data-look');
      if (look === 'lost') throw new Error(`${command.id} was lost`);
      return settled.includes(look ?? '');
    },
    { within: command.deadline * 1_000 },
  );
}

async function typeCommand(page: Page, lab: TestLab, command: StepCommand): Promise<void> {
  const text = await waitFor(`the names in «${command.text}»`, () => resolvedText(lab, command.id), { within: 60_000 });
  await showTerminal(page, command.terminal);
  const terminal = page.locator(`lab-terminal[data-name="${command.terminal}"]`);
  await waitFor('the prompt', async () =>
    /готов|psql/.test((await terminal.locator('[data-part="status"]').textContent()) ?? ''),
  );
  await terminal.locator('.xterm-screen').click();
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const closed = command.kind === 'sql' && index === lines.length - 1 && !/;\s*$|^\\/.test(line) ? `${line};` : line;
    const prompts = await countPrompts(page, command.terminal);
    await page.keyboard.type(closed);
    await page.keyboard.press('Enter');
    if (index < lines.length - 1) {
      await waitFor('the next prompt', async () => (await countPrompts(page, command.terminal)) > prompts);
    }
  }
  await waitForEnd(page, command);
}

/** How many prompts of psql a terminal has shown, at the end of a statement or in the middle of one. */
function countPrompts(page: Page, name: string): Promise<number> {
  return page.locator(`lab-terminal[data-name="${name}"]`).evaluate((terminal) => {
    const text: unknown = 'text' in terminal ? terminal.text : '';
    return String(text).match(/^\w+[-=]# /gm)?.length ?? 0;
  });
}

async function showTerminal(page: Page, name: string): Promise<void> {
  const tab = page.locator(`[role="tab"][data-terminals~="${name}"]`);
  if ((await tab.count()) > 0) await tab.click();
}

async function resolvedText(lab: TestLab, id: string): Promise<string | null> {
  const steps = parseList(await lab.ask('GET', '/steps'), 'steps', parseRecord);
  const commands = steps.flatMap((step) => parseList(step.commands, 'commands', parseRecord));
  return parseOptionalString(commands.find((command) => command.id === id)?.resolved, 'resolved');
}

async function waitForChecks(page: Page, step: Step): Promise<void> {
  for (const check of step.checks) {
    const item = page.locator(`lab-checks [data-check="${check.id}"]`);
    await waitFor(
      `«${check.title}» to pass`,
      async () => {
        const outcome = await item.getAttribute('data-outcome');
        if (outcome !== 'passed')
          throw new Error(`${outcome}: ${await item.locator('[data-part="message"]').textContent()}`);
        return true;
      },
      { within: checksWithin, every: 500 },
    );
  }
}

/** The screen of a terminal comes back as it was, and the reload types nothing into the shell. */
async function reloadKeepsTheScreen(page: Page): Promise<void> {
  const screen = () => page.locator('lab-terminal[data-name="replica"] .xterm-rows').innerText();
  const before = await waitFor('the rows of the replica', async () => {
    const text = await screen();
    // With the prompt after them: what is still to be drawn would make it another screen.
    return /data for replic[^]*[=]#\s*$/.test(text) && text;
  });
  await page.reload();
  await waitFor('the same screen after the reload', async () => (await screen()) === before);
}
