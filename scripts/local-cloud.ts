// Runs the local cloud as a process of its own: `tsx scripts/local-cloud.ts [--port 0] [--speed 600] [--instant] [--manual]
// [--seed 1] [--account ID] [--region NAME] [--data-plane] [--steady]`. With a data plane what stacks make really runs, on a database of its
// own that goes with the process. Prints one JSON line with the endpoint when it is ready; ends on SIGTERM, SIGINT and when whoever
// started it closes its stdin.
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { ClockSchedule } from '../src/local/clock.ts';
import { startLocalCloud } from '../src/local/main.ts';
import { typicalDurations, type Verb } from '../src/local/stack-engine/durations.ts';
import { startDevCloud } from '../src/local/start-dev-cloud.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: '600' },
    instant: { type: 'boolean', default: false },
    manual: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    account: { type: 'string' },
    region: { type: 'string' },
    'data-plane': { type: 'boolean', default: false },
    steady: { type: 'boolean', default: false },
  },
});

const schedule: ClockSchedule = values.instant
  ? { kind: 'instant' }
  : values.manual
    ? { kind: 'manual' }
    : { kind: 'scaled', speed: numberOf('speed', values.speed) };

// Without chance, and a database that takes as long as one may: what else there is to make is made before it.
const steady = (type: string, verb: Verb) =>
  typicalDurations(() => (type === 'AWS::RDS::DBInstance' ? 1 : 1 / 3))(type, verb);

const options = {
  schedule,
  ...(values.steady ? { engine: { durations: steady } } : {}),
  port: numberOf('port', values.port),
  ...(values.account === undefined ? {} : { account: values.account }),
  ...(values.region === undefined ? {} : { region: values.region }),
};

const cloud = values['data-plane']
  ? await startDevCloud({
      directory: tmpdir(),
      ephemeral: true,
      offline: true,
      environment: process.env,
      cloud: options,
      tell: () => {},
    })
  : await startLocalCloud({ ...options, seed: numberOf('seed', values.seed) });

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  process.stdin.destroy();
  void cloud.stop();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (!process.stdin.isTTY) process.stdin.on('end', stop).on('error', stop).resume();

console.log(JSON.stringify({ endpoint: cloud.endpoint }));

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new Error(`--${name} is a number that is not negative, not ${text}`);
}
