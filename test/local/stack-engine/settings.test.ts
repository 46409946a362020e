import { expect, it } from 'vitest';
import { logGroup, openEngine } from './driver.ts';

it.each([
  [{ bogus: 1 }, /has no bogus: eventLag, staleReads, eventsPerPage/],
  [{ eventLag: -1 }, /eventLag is a number, 0 at least/],
  [{ eventsPerPage: 0 }, /eventsPerPage is a number, 1 at least/],
])('the engine refuses the settings %j', (settings, message) => {
  const { engine } = openEngine();
  expect(() => engine.configure(settings as object)).toThrow(message);
});

it('says when no operation is running any more', async () => {
  const driver = openEngine();
  await driver.engine.idle();
  await driver.begin('CREATE', { resources: { A: logGroup() } });
  let idle = false;
  const waiting = driver.engine.idle().then(() => {
    idle = true;
  });
  await driver.settle(100);
  expect(idle).toBe(false);
  await driver.settle();
  await waiting;
  expect(await driver.stack()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
});
