import { expect, test } from 'vitest';
import { startLabWithoutDocker } from '../lab-without-docker.ts';

test('without a cluster there is no probe to speak of, and each request says what to do', async () => {
  await using lab = await startLabWithoutDocker();
  expect(await lab.ask('GET', '/probe')).toBeNull();
  await expect(lab.ask('POST', '/probe/start')).rejects.toThrow(/409 .*no-entrypoint.*docker compose up -d/);
  await expect(lab.ask('POST', '/probe/stop')).rejects.toThrow(/409 .*no-probe/);
  await expect(lab.ask('POST', '/probe/read-back')).rejects.toThrow(/409 .*no-probe/);
  expect(await lab.ask('GET', '/run')).toMatchObject({ probe: null });
});
