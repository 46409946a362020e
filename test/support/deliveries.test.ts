import { describe, expect, it } from 'vitest';
import { captureStatement, PINNING_LENGTH } from '../../handler/capture-statement.ts';
import { newDelivery } from './deliveries.ts';

describe('a thousand deliveries', () => {
  const deliveries = Array.from({ length: 1000 }, newDelivery);
  const large = deliveries.filter(({ body }) => body.length > 12_000);

  it('have as many large bodies that compress as large ones that do not', () => {
    expect(large.filter(({ binary }) => binary)).toHaveLength(10);
    const sizes = large.filter(({ binary }) => !binary).map(({ body }) => body.length);
    expect(sizes).toHaveLength(10);
    expect(Math.min(...sizes)).toBeGreaterThan(12_000);
    expect(Math.max(...sizes)).toBeGreaterThan(55_000);
    expect(Math.max(...sizes)).toBeLessThan(70_000);
  });

  it('pin by binary bodies alone', () => {
    for (const { body, binary } of large)
      expect([binary, statementOf(body).length > PINNING_LENGTH]).toEqual([binary, binary]);
  });

  it('have bodies that are like no other', () => {
    const bodies = deliveries.map(({ body }) => body.toString('base64')).filter((text) => text !== '');
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});

function statementOf(body: Buffer): string {
  return captureStatement('webhooks', {
    requestId: 'r',
    receivedAt: 0,
    method: 'POST',
    path: '/deliveries/1-1',
    query: '',
    sourceIp: '203.0.113.7',
    headers: { 'content-type': 'application/json', 'x-delivery-id': '1-1' },
    body,
    route: '/deliveries',
    signature: 'none',
    deliveryId: '1-1',
    event: undefined,
  });
}
