// What a sender of webhooks does, and the proof that nothing of it was lost, doubled or torn.
//
// - A delivery has an id of its own, a path of its own and a body that is like no other's. It is sent until it is
//   acknowledged, as senders do, each time as a new call with the same delivery id.
// - `verify` reads everything that was stored back from the database, as it is there, and compares: each acknowledged delivery
//   is there once, under the id that was answered, with every byte of its body.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataPlane } from './data-plane.ts';

export const DELIVERY_HEADER = 'x-delivery-id';
/** The route that deliveries are below. */
export const ROUTE = { path: '/deliveries', deliveryIdHeader: DELIVERY_HEADER } as const;

export interface Delivery {
  readonly id: string;
  readonly path: string;
  readonly body: Buffer;
  readonly binary: boolean;
}

/** What a sender saw of a delivery. */
export interface Delivered {
  readonly delivery: Delivery;
  /** As it was answered last; undefined when it was never acknowledged. */
  readonly storedId: number | undefined;
  readonly calls: number;
  /** Answers by their status. */
  readonly statuses: readonly number[];
  readonly duplicates: number;
  /** Of the slowest answer. */
  readonly milliseconds: number;
}

let count = 0;

/**
 * Every tenth body is binary, one in a hundred is empty. Every fiftieth is larger than what a statement of 16 KB holds: in turn
 * binary, which pins, and text that is stored compressed and does not.
 */
export function newDelivery(): Delivery {
  count += 1;
  const id = `${process.pid}-${count}`;
  const compressible = count % 100 === 0;
  const binary = count % 10 === 0 && !compressible;
  const size = count % 100 === 99 ? 0 : count % 50 === 0 ? 30_000 : 20 + ((count * 37) % 1500);
  const filler = binary
    ? randomBytes(size)
    : compressible
      ? largeJson(14_000 + ((count * 131) % 54_000))
      : Buffer.from(`{"n":${count},"text":"${'é💧x'.repeat(size / 8)}"}`);
  return { id, path: `${ROUTE.path}/${id}`, body: size === 0 ? Buffer.alloc(0) : filler, binary };
}

/** A list of orders of about so many bytes: as repetitive as JSON is, and like no other. */
function largeJson(size: number): Buffer {
  const lines: string[] = [];
  for (let bytes = 0; bytes < size; ) {
    const n = count * 1000 + lines.length;
    const line = `{"id":${n},"type":"order.updated","customer":{"name":"Zoë ${n % 97}","verified":true},"total":${(n * 7919) % 100_000}}`;
    lines.push(line);
    bytes += Buffer.byteLength(line) + 1;
  }
  return Buffer.from(`[${lines.join(',')}]`);
}

/** Sends a delivery until it is acknowledged, and now and then once more, as a sender does who missed the answer. */
export async function deliver(
  plane: Pick<DataPlane, 'call'>,
  delivery: Delivery,
  { tries = 40, pause = 50 } = {},
): Promise<Delivered> {
  const statuses: number[] = [];
  let [storedId, duplicates, slowest, calls] = [undefined as number | undefined, 0, 0, 0];
  const headers = {
    'content-type': delivery.binary ? 'application/octet-stream' : 'application/json',
    [DELIVERY_HEADER]: delivery.id,
  };
  const sendOnce = async () => {
    calls += 1;
    const answer = await plane.call({ path: delivery.path, headers, body: delivery.body });
    statuses.push(answer.status);
    slowest = Math.max(slowest, answer.milliseconds);
    if (answer.status === 503 && answer.headers['retry-after'] === undefined)
      throw new Error(`${delivery.path}: 503 without Retry-After`);
    if (answer.status !== 200) return;
    const { id, duplicate } = JSON.parse(answer.body) as { id: number; duplicate?: boolean };
    if (storedId !== undefined && (storedId !== id || duplicate !== true))
      throw new Error(`${delivery.path}: acknowledged as ${storedId}, then as ${answer.body}`);
    if (duplicate === true) duplicates += 1;
    storedId = id;
  };
  while (storedId === undefined && calls < tries) {
    if (calls > 0) await sleep(pause);
    await sendOnce();
  }
  if (storedId !== undefined && Number(delivery.id.split('-')[1]) % 20 === 0) await sendOnce();
  return { delivery, storedId, calls, statuses, duplicates, milliseconds: slowest };
}

/** What is wrong, a line each: nothing when every acknowledged delivery is stored once and whole. */
export async function verify(
  plane: Pick<DataPlane, 'sql'>,
  delivered: readonly Delivered[],
  aboveId = 0,
): Promise<readonly string[]> {
  const rows = await plane.sql(
    'SELECT id, path, body_bytes, SHA2(IF(body_enc = 1, UNCOMPRESS(body), body), 256) AS hash ' +
      `FROM webhooks.request WHERE id > ${aboveId} AND path LIKE '${ROUTE.path}/%'`,
  );
  const stored = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) stored.set(String(row.path), [...(stored.get(String(row.path)) ?? []), row]);
  return delivered.flatMap(({ delivery, storedId }) => {
    const found = stored.get(delivery.path) ?? [];
    if (storedId === undefined) return [`${delivery.path}: never acknowledged`];
    const [row] = found;
    if (row === undefined) return [`${delivery.path}: acknowledged as ${storedId} and not stored`];
    if (found.length > 1) return [`${delivery.path}: stored ${found.length} times`];
    if (Number(row.id) !== storedId) return [`${delivery.path}: stored as ${row.id}, answered ${storedId}`];
    const { body } = delivery;
    const whole =
      Number(row.body_bytes) === body.length &&
      (body.length === 0 || row.hash === createHash('sha256').update(body).digest('hex'));
    return whole ? [] : [`${delivery.path}: stored with other bytes`];
  });
}
