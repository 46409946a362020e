import { describe, expect, it } from 'vitest';
import { styleFor } from '../../../src/cli/text/style.ts';
import { downPlanText } from '../../../src/cli/views/down-plan.ts';
import { eventsText } from '../../../src/cli/views/events.ts';
import { planText } from '../../../src/cli/views/plan.ts';
import { statusLine, statusText } from '../../../src/cli/views/status.ts';
import type { Paper } from '../../../src/cli/views/view.ts';
import type { Plan } from '../../../src/deployment/plan.ts';
import { ProxyWebhookError } from '../../../src/errors.ts';
import { notChecked } from '../../../src/preflight/finding.ts';
import { vpcFindings } from '../../../src/preflight/quotas.ts';
import { createPlan, updatePlan } from '../scripted.ts';
import { downPlan, failedHistory, healthy, unhealthy } from './samples.ts';

const paper = (columns: number | undefined): Paper => ({ style: styleFor(false), width: () => columns });

describe.each([80, 50])('at %i columns', (columns) => {
  const looks = (name: string, view: (paper: Paper) => string) =>
    it(name, async () => {
      const text = view(paper(columns));
      await expect(`${text}\n`).toMatchFileSnapshot(`../golden/${name.replaceAll(' ', '-')}-${columns}.txt`);
      // A URL is not broken: the terminal does, and copies it whole.
      const tooWide = text.split('\n').filter((line) => line.length > columns && !line.includes('https://'));
      expect(tooWide).toEqual([]);
    });
  looks('plan of a creation', (on) => planText(createPlan, on));
  looks('plan of an update', (on) => planText(updatePlan, on));
  looks('plan that is refused', (on) =>
    planText({ ...updatePlan, refused: updatePlan.changes.slice(3) }, on),
  );
  looks('plan of a recreation', (on) => planText(recreation, on));
  looks('plan with findings of preflight', (on) => planText(lookedAhead, on));
  looks('plan of nothing', (on) => planText(nothing, on));
  looks('plan of down', (on) => downPlanText(downPlan, on));
  looks('status of a healthy stack', (on) => statusText(healthy, on));
  looks('status of an unhealthy stack', (on) => statusText(unhealthy, on));
  looks('events of a failure', (on) => eventsText(failedHistory, on));
});

const recreation: Plan = {
  ...createPlan,
  action: 'recreate',
  recreate: {
    why: 'its creation failed and was rolled back',
    causes: [
      {
        logicalId: 'DatabaseInstance',
        resourceType: 'AWS::RDS::DBInstance',
        reason: 'There are no Availability Zones with sufficient capacity.',
        remedies: ['Choose another database.instanceClass.'],
      },
    ],
  },
  terminationProtection: { from: false, to: true },
};

const { bucketToCreate: _bucket, upload: _upload, ...rest } = createPlan;
const lookedAhead: Plan = {
  ...updatePlan,
  findings: [
    ...vpcFindings(5, 'us-east-1'),
    notChecked(
      'quotas',
      new ProxyWebhookError('access-denied', 'Not allowed: rds:DescribeAccountAttributes.'),
    ),
  ],
  skippedChecks: ['proxies', 'secret-missing'],
};
const nothing: Plan = { ...rest, action: 'none', changes: [], createServiceLinkedRole: false, warnings: [] };

describe('a report in one line', () => {
  it('tells verdict, stack and targets', () => {
    expect(statusLine(unhealthy)).toBe(
      'unhealthy: stack UPDATE_COMPLETE, target proxywebhook-dev-db UNAVAILABLE, AUTH_FAILURE',
    );
  });
  it('tells that there is no target', () => {
    expect(statusLine({ ...unhealthy, targets: [], verdict: 'empty' })).toBe(
      'empty: stack UPDATE_COMPLETE, no targets',
    );
  });
});
