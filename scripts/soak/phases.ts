import type { DataPlane } from '../../test/support/data-plane.ts';
import type { Fault } from '../../test/support/fault-proxy.ts';
import { type Phase, type Rhythm, again as repeatedly } from './phase.ts';

type Disturbance = Parameters<typeof repeatedly>[0];
type Leg = 'front' | 'back';

/** A statement of a connection that has logged in, and stored a few requests. */
const TURN = 9;
/** What may be on the way while a fault of some seconds lasts. */
const SOME = { every: 700, answers: 300, milliseconds: 2500 } as const;

/** Every fault of docs/handler-proof.md under load; `share` scales the number of deliveries. */
export function phases(share: number): readonly Phase[] {
  const phase = (name: string, deliveries: number, disturb: Phase['disturb']): Phase => ({
    name,
    deliveries: Math.ceil(deliveries * share),
    disturb,
  });
  /** As often in a short run as in a long one. */
  const again = (begin: Disturbance, end: Disturbance, { every, answers, milliseconds }: Rhythm) =>
    repeatedly(begin, end, {
      every: Math.ceil(every * share),
      answers: Math.ceil(answers * share),
      milliseconds,
    });
  const striking = (leg: Leg, kind: 'reset-before' | 'reset-after' | 'torn-turn' | 'torn-answer') =>
    phase(`${spoken(kind)}, ${WHERE[leg]}`, 3000, steadily(leg, { kind, turn: TURN }));
  const lasting = (name: string, leg: Leg, fault: Fault) =>
    phase(`${name}, ${WHERE[leg]}`, 4000, again(setting(leg, fault), clearing(leg), SOME));

  return [
    phase('no fault', 8000, async () => {}),
    lasting('nothing listens', 'front', { kind: 'refuse' }),
    lasting('nothing listens', 'back', { kind: 'refuse' }),
    lasting('reset when accepted', 'front', { kind: 'reset-at-accept' }),
    striking('front', 'reset-before'),
    striking('back', 'reset-before'),
    striking('front', 'reset-after'),
    striking('back', 'reset-after'),
    striking('front', 'torn-turn'),
    striking('back', 'torn-turn'),
    striking('front', 'torn-answer'),
    striking('back', 'torn-answer'),
    phase('latency of 20 ms each way, before the proxy', 2500, steadily('front', LATENCY)),
    phase('latency of 20 ms each way, before the database', 2500, steadily('back', LATENCY)),
    phase(
      'silence in place of an answer, before the proxy',
      3000,
      again(setting('front', { kind: 'silence', turn: 1, times: 4 }), clearing('front'), SILENT),
    ),
    phase(
      'silence in place of an answer, before the database',
      3000,
      again(setting('back', { kind: 'silence', turn: 1, times: 2 }), clearing('back'), SILENT),
    ),
    lasting('nothing comes through', 'front', { kind: 'black-hole' }),
    phase('too many connections (1040)', 4000, again(fillServer, emptyServer, SOME)),
    phase('too many connections of the user (1226)', 4000, again(limitUser, freeUser, SOME)),
    phase('read-only', 4000, again(readOnly('ON'), readOnly('OFF'), SOME)),
    phase(
      'failover',
      5000,
      again((plane) => plane.pooling.proxy.failover(), nothing, {
        every: 40,
        answers: 40,
        milliseconds: 1000,
      }),
    ),
    phase('wrong password, then the rotated secret', 4000, again(rotate, publish, SOME)),
    phase(
      'server restarted',
      4000,
      again((plane) => plane.database.restart(), nothing, { every: 900, answers: 100, milliseconds: 1000 }),
    ),
    phase(
      'server killed (SIGKILL) and started again',
      4000,
      again(
        (plane) => plane.database.kill9(),
        (plane) => plane.database.restart(),
        { every: 900, answers: 100, milliseconds: 1000 },
      ),
    ),
    phase(
      'closed in order while environments are frozen',
      5000,
      frozen((plane) => plane.front.end()),
    ),
    phase(
      'reset while environments are frozen',
      5000,
      frozen((plane) => plane.front.reset()),
    ),
    phase('the table is locked', 3000, again(lock, unlock, { every: 700, answers: 500, milliseconds: 2000 })),
    phase('no fault, at the end', 8000, async () => {}),
  ];
}

const WHERE: Readonly<Record<Leg, string>> = { front: 'before the proxy', back: 'before the database' };
const LATENCY: Fault = { kind: 'latency', milliseconds: 20 };
const SILENT = { every: 400, answers: 400, milliseconds: 9000 } as const;
const nothing = () => {};

function spoken(kind: string): string {
  switch (kind) {
    case 'reset-before':
      return 'reset before the server acted';
    case 'reset-after':
      return 'reset after the server acted';
    case 'torn-turn':
      return 'half of a statement';
    default:
      return 'half of an answer';
  }
}

function setting(leg: Leg, fault: Fault) {
  return async (plane: DataPlane) => {
    await plane[leg].set(fault);
    // Who has a connection would not notice.
    if (fault.kind === 'refuse' || fault.kind === 'reset-at-accept') plane[leg].reset();
  };
}

/** What a fault left without an answer would stay silent for good: a real network tells that by a reset in the end. */
function clearing(leg: Leg) {
  return async (plane: DataPlane) => {
    await plane[leg].set({ kind: 'none' });
    if (leg === 'back') plane.back.reset();
  };
}

function steadily(leg: Leg, fault: Fault): Phase['disturb'] {
  return async (plane, load) => {
    await plane[leg].set(fault);
    while (!load.isDone()) await load.answers(1000);
    await plane[leg].set({ kind: 'none' });
  };
}

function frozen(breaks: (plane: DataPlane) => void): Phase['disturb'] {
  return async (plane, load) => {
    while (!load.isDone()) {
      await load.answers(60);
      await load.whileIdle(() => breaks(plane));
    }
  };
}

const fillers: Awaited<ReturnType<DataPlane['database']['connect']>>[] = [];

/** Takes every connection that the server has: those of the pool too, which are ended and then not to be had. */
async function fillServer(plane: DataPlane): Promise<void> {
  await plane.sql('SET GLOBAL max_connections = 10');
  for (let full = false; !full; ) {
    plane.pooling.proxy.failover();
    const filler = await plane.database.connect().catch(() => undefined);
    filler?.on('error', nothing);
    if (filler === undefined) full = true;
    else fillers.push(filler);
  }
}

async function emptyServer(plane: DataPlane): Promise<void> {
  await plane.sql('SET GLOBAL max_connections = 100');
  for (const filler of fillers.splice(0)) filler.destroy();
}

async function limitUser(plane: DataPlane): Promise<void> {
  await plane.sql("ALTER USER 'hook'@'%' WITH MAX_USER_CONNECTIONS 1");
  plane.pooling.proxy.failover();
  const filler = await plane.connectAsFunction().catch(() => undefined);
  if (filler !== undefined) fillers.push(filler.on('error', nothing));
}

async function freeUser(plane: DataPlane): Promise<void> {
  await plane.sql("ALTER USER 'hook'@'%' WITH MAX_USER_CONNECTIONS 0");
  for (const filler of fillers.splice(0)) filler.destroy();
}

function readOnly(value: 'ON' | 'OFF') {
  return async (plane: DataPlane) => void (await plane.sql(`SET GLOBAL read_only = ${value}`));
}

let passwords = 0;
async function rotate(plane: DataPlane): Promise<void> {
  passwords += 1;
  await plane.changePassword(`password ${passwords} 'of' "many" \\ %`);
  plane.front.reset();
}

async function publish(plane: DataPlane): Promise<void> {
  plane.publishPassword();
}

async function lock(plane: DataPlane): Promise<void> {
  await plane.sql('LOCK TABLES webhooks.request WRITE');
}

async function unlock(plane: DataPlane): Promise<void> {
  await plane.sql('UNLOCK TABLES');
}
