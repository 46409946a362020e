import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Criteria } from '../../../handler/reading/criteria.ts';
import { listStatement, requestStatement } from '../../../handler/reading/selections.ts';

describe('the statements that read', () => {
  it('hold no character from outside but as hexadecimal or base64', () => {
    const criteria = fc.record(
      {
        path: fc.string({ unit: 'binary', maxLength: 512 }),
        method: fc.string({ maxLength: 16 }),
        since: fc.nat(4e12),
        deliveryId: fc.string({ unit: 'binary', maxLength: 255 }),
        before: fc.nat(),
        limit: fc.integer({ min: 1, max: 200 }),
      },
      { requiredKeys: ['limit'] },
    );
    fc.assert(
      fc.property(criteria, (given) => {
        const statement = where(given)
          .replaceAll(
            /(_ascii |_utf8mb4 )?X'[0-9a-f]*'|CONVERT\(FROM_BASE64\('[\w+/=]*'\) USING \w+\)|''/g,
            '?',
          )
          .replaceAll(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}'/g, '?')
          .replaceAll(/\d+/g, '1');
        expect(statement).toMatch(
          /^(WHERE )?((id < 1|received_at >= \?|method = \?|LEFT\(CAST\(path AS BINARY\), 1\) = \?|delivery_id = \?)( AND )?)* ?ORDER BY id DESC LIMIT 1$/,
        );
      }),
    );
  });

  it('stay below what pins a session, whatever is searched', () => {
    const longest = {
      path: '😀'.repeat(256),
      method: 'A'.repeat(16),
      deliveryId: '😀'.repeat(127),
      limit: 200,
    };
    expect(listStatement('webhooks', longest).length).toBeLessThan(16_000);
  });

  it('read by the primary key and one more than asked for', () => {
    expect(where({ before: 9, limit: 50 })).toBe('WHERE id < 9 ORDER BY id DESC LIMIT 51');
    expect(where({ after: 9, limit: 50 })).toBe('WHERE id > 9 ORDER BY id ASC LIMIT 51');
  });

  it('read no more of a body than asked for', () => {
    expect(requestStatement('webhooks', 7)).not.toContain('UNCOMPRESS');
    expect(requestStatement('webhooks', 7, { offset: 10, length: 5 })).toContain(
      'SUBSTRING(IF(body_enc = 1, UNCOMPRESS(body), body), 11, 5) AS body',
    );
  });
});

function where(criteria: Criteria): string {
  return listStatement('webhooks', criteria)
    .replace(/^.*FROM `webhooks`\.`request` /, '')
    .trim();
}
