import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateCommandDocs } from '../../scripts/generate-command-docs.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import type { DevLine, ResultLine } from '../../src/cli/json-lines.ts';
import { STEPS } from '../../src/cli/renderers/wording.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Plan } from '../../src/deployment/plan.ts';
import type { StatusReport } from '../../src/status.ts';
import { createPlan } from './scripted.ts';
import { healthy } from './views/samples.ts';

const page = readFileSync(new URL('../../docs/json-output.md', import.meta.url), 'utf8');

// The compiler holds these complete.
const eventTypes: Readonly<Record<DeploymentEvent['type'], true>> = {
  'step-started': true,
  'step-finished': true,
  planned: true,
  'upload-progress': true,
  'resource-changed': true,
  'stack-changed': true,
  ticked: true,
  'cause-found': true,
  'targets-changed': true,
  waiting: true,
  warned: true,
};
const devTypes: Readonly<Record<DevLine['type'], true>> = {
  database: true,
  'database-ended': true,
  'database-back': true,
  'database-not-back': true,
  'port-taken': true,
  request: true,
  pinned: true,
  'borrow-timeout': true,
  'login-refused': true,
  'proxy-client-failed': true,
  'target-health': true,
  'api-gone': true,
  'api-back': true,
  'configuration-mended': true,
  'function-log': true,
  'sources-changed': true,
  reloaded: true,
  'reload-failed': true,
  deployed: true,
  serving: true,
};
const commands: Readonly<Record<ResultLine['command'], true>> = {
  init: true,
  synth: true,
  policy: true,
  doctor: true,
  diff: true,
  up: true,
  status: true,
  events: true,
  logs: true,
  completion: true,
  cancel: true,
  recover: true,
  send: true,
  open: true,
  'requests list': true,
  'requests show': true,
  'requests tail': true,
  'requests export': true,
  down: true,
  dev: true,
};
const verdicts: Readonly<Record<StatusReport['verdict'], true>> = {
  healthy: true,
  pending: true,
  unhealthy: true,
  empty: true,
  busy: true,
  failed: true,
};
const actions: Readonly<Record<Plan['action'], true>> = {
  create: true,
  update: true,
  recreate: true,
  none: true,
};

describe('the page on JSON output', () => {
  const tells = (what: string, names: object) =>
    it(`tells every ${what}`, () => {
      expect(
        Object.keys(names).filter((name) => !page.includes(`\`${name}\``) && !page.includes(`\`${name}?\``)),
      ).toEqual([]);
    });
  tells('event', eventTypes);
  tells('event of dev', devTypes);
  tells('step', STEPS);
  tells('command', commands);
  tells('verdict', verdicts);
  tells('action of a plan', actions);
  tells('member of a plan', createPlan);
  tells('member of a report', healthy);
  it('tells the exit code of every error', () => {
    const rows = Object.entries(EXIT_CODES).map(([code, number]) => `| \`${code}\` | ${number} |`);
    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  });
});

it('the page on commands is what the parser is made of', async () => {
  expect(readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8')).toBe(
    await generateCommandDocs(),
  );
});
