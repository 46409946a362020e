import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Scheme, SignedRequest } from '../../../handler/signatures/scheme.ts';
import { SCHEMES } from '../../../handler/signatures/schemes.ts';
import { sign } from '../../../handler/signatures/sign.ts';
import { verificationOf } from '../../../handler/signatures/verification.ts';
import { verify } from '../../../handler/signatures/verify.ts';
import { requestOf, VECTORS, type Vector } from './vectors.ts';

const NAMES = Object.keys(SCHEMES);
const NOW = 1_750_000_000;
const schemeOf = (name: string): Scheme => verificationOf({ scheme: name });
const outcomeOf = (
  scheme: Scheme,
  request: SignedRequest,
  secrets: string | readonly string[],
  seconds = NOW,
) => verify(request, scheme, typeof secrets === 'string' ? [secrets] : secrets, seconds * 1000).outcome;

/** For each scheme a secret that signs, and another. */
const pem = () =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
const whsk = () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return `whsk_${privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64')}`;
};
const KEYS: Readonly<Record<string, readonly [string, string]>> = {
  'standard-webhooks': ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_plJ3nmyCDGBKInavdOK15jsl'],
  sendgrid: [pem(), pem()],
};
const CASES: readonly (readonly [string, Scheme, string, string])[] = [
  ...NAMES.map(
    (name) => [name, schemeOf(name), ...(KEYS[name] ?? ['right secret', 'wrong secret'])] as const,
  ),
  ['standard-webhooks, v1a', schemeOf('standard-webhooks'), whsk(), whsk()],
  [
    'hmac with everything',
    verificationOf({
      scheme: 'hmac',
      deliveryIdHeader: 'X-Delivery',
      hmac: {
        header: 'X-Signature',
        algorithm: 'sha512',
        encoding: 'base64',
        prefix: 'sig:',
        keyEncoding: 'hex',
        content: '{method} {url}\n{id}.{timestamp}\n{body}',
        timestampHeader: 'X-Time',
        timestampUnit: 'ms',
      },
    }),
    '00ff10',
    '00ff11',
  ],
];

function signed(scheme: Scheme, secret: string, body: string | Uint8Array = '{"id":"1"}', seconds = NOW) {
  const unsigned = requestOf({ headers: {}, body });
  const headers = sign(unsigned, scheme, secret, seconds * 1000, 'delivery-1');
  if (headers === undefined) throw new Error('The secret cannot sign.');
  return { ...unsigned, headers };
}

/** The header that carries a request's signature, and the request with another one in its place. */
function carried(scheme: Scheme, secret: string) {
  const request = signed(scheme, secret);
  const carrier = scheme.forms.map(({ header }) => header).find((one) => one in request.headers) ?? '';
  return {
    carrier,
    value: (request.headers as Readonly<Record<string, string>>)[carrier] ?? '',
    withValue: (text: string | undefined) => ({
      ...request,
      headers: { ...request.headers, [carrier]: text },
    }),
  };
}

/** A secret that is sent as it is says nothing of the body. */
const sendsSecret = (name: string) => name === 'gitlab' || name === 'basic';

const byName = ({ scheme, source }: Vector) => [`${scheme}: ${source}`] as const;

describe("what others' signatures say", () => {
  it('is there for every scheme', () => {
    expect([...new Set(VECTORS.map(({ scheme }) => scheme))].sort()).toEqual([...NAMES].sort());
  });

  it.each(VECTORS.map((vector) => [...byName(vector), vector] as const))('verifies %s', (_, vector) => {
    const { scheme, secret, time } = vector;
    expect(outcomeOf(schemeOf(scheme), requestOf(vector), secret, time)).toBe('valid');
  });

  it.each(VECTORS.map((vector) => [...byName(vector), vector] as const))(
    'does not verify with one byte more: %s',
    (_, vector) => {
      const { scheme, secret, time, body } = vector;
      const outcome = outcomeOf(schemeOf(scheme), requestOf({ ...vector, body: `${body} ` }), secret, time);
      expect(outcome).toBe(sendsSecret(scheme) ? 'valid' : 'invalid');
    },
  );

  it.each(VECTORS.filter(({ signs }) => signs).map((vector) => [...byName(vector), vector] as const))(
    'is what we sign: %s',
    (_, vector) => {
      const { scheme, secret, time } = vector;
      const id = vector.headers['webhook-id'] ?? 'an-id';
      const { headers: _none, ...unsigned } = requestOf(vector);
      const made = sign({ ...unsigned, headers: {} }, schemeOf(scheme), secret, time * 1000, id);
      expect(made).toMatchObject(vector.headers);
    },
  );
});

describe.each(CASES)('a signature of %s', (name, scheme, secret, other) => {
  const open = sendsSecret(name);
  const { value, withValue } = carried(scheme, secret);

  it('verifies with its secret, and with an old one beside it in either order', () => {
    const request = signed(scheme, secret);
    const lists = [[secret], [other, secret], [secret, other], [` \n${secret}\n`]];
    expect(lists.map((secrets) => outcomeOf(scheme, request, secrets))).toEqual(lists.map(() => 'valid'));
  });

  it('does not verify with another secret', () => {
    expect(outcomeOf(scheme, signed(scheme, secret), other)).toBe('invalid');
  });

  it.each<[string, string | Uint8Array]>([
    ['no bytes', ''],
    ['a byte order mark', '\ufeff{"id":"1"}'],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a])],
    ['6 MB', Buffer.alloc(6 * 1024 * 1024, 'ab')],
  ])('verifies over a body of %s, and not over another', (_, body) => {
    const request = signed(scheme, secret, body);
    expect(outcomeOf(scheme, request, secret)).toBe('valid');
    const tampered = Buffer.from([...request.body.subarray(0, 3), 7]);
    expect(outcomeOf(scheme, { ...request, body: tampered }, secret)).toBe(open ? 'valid' : 'invalid');
  });

  it.each<[string, (given: string) => string | undefined]>([
    ['is missing', () => undefined],
    ['is empty', () => ''],
    ['is cut short', (given) => given.slice(0, -1)],
    ['is a byte longer', (given) => `${given}0`],
    ['has one letter changed', (given) => given.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
    ['is all noise', () => '=,;= ,,\u0000v1=,sha256=,v1,, t=,'],
  ])('does not verify when it %s', (_, change) => {
    const changed = change(value);
    if (changed === value) throw new Error('Nothing was changed.');
    expect(outcomeOf(scheme, withValue(changed), secret)).toBe('invalid');
  });
});

describe.each(CASES.filter(([name]) => !sendsSecret(name)))(
  'a header with the signature of %s',
  (_, scheme, secret) => {
    const { carrier, value, withValue } = carried(scheme, secret);
    const form = scheme.forms.find((one) => one.header === carrier && value.includes(one.prefix ?? ''));
    const prefix = form?.prefix ?? '';

    it('verifies among others, in any order, and repeated', () => {
      const unknown = form?.timestamp?.header === carrier ? 'v9=AAAA,' : 'v9,AAAA ';
      const lists = [`${value},${value}`, `${unknown}${value}`, `${value},${prefix}AAAA`, ` ${value} `];
      expect(lists.map((text) => outcomeOf(scheme, withValue(text), secret))).toEqual(
        lists.map(() => 'valid'),
      );
    });

    it('does not verify in the other encoding', () => {
      const [before = '', after = ''] = prefix === '' ? ['', value] : value.split(prefix);
      const [from, to] =
        form?.encoding === 'hex' ? (['hex', 'base64'] as const) : (['base64', 'hex'] as const);
      const changed = `${before}${prefix}${Buffer.from(after, from).toString(to)}`;
      expect(outcomeOf(scheme, withValue(changed), secret)).toBe('invalid');
    });
  },
);

describe.each(CASES.filter(([, { forms }]) => forms[0]?.timestamp !== undefined))(
  'the signed time of %s',
  (_, scheme, secret) => {
    const tolerance = scheme.forms[0]?.tolerance ?? 0;
    const timed = scheme.forms.find((form) => form.timestamp !== undefined)?.timestamp;
    const at = (seconds: number) => outcomeOf(scheme, signed(scheme, secret, 'x', NOW + seconds), secret);

    it('may be as far away as the tolerance, both ways, and no second more', () => {
      expect([-tolerance - 1, -tolerance, 0, tolerance, tolerance + 1].map(at)).toEqual([
        'stale',
        'valid',
        'valid',
        'valid',
        'stale',
      ]);
    });

    it('is counted from a second that has begun', () => {
      const request = signed(scheme, secret, 'x', NOW - tolerance);
      const late = timed?.unit === 'ms' ? 'stale' : 'valid';
      expect(verify(request, scheme, [secret], NOW * 1000 + 999).outcome).toBe(late);
    });

    it.each(['NaN', '', '123abc', '-1', '1e9', '0x10', ' ', '1'.repeat(400), '1750000000.5'])(
      'is none when it is %j',
      (text) => {
        const request = signed(scheme, secret);
        const name = timed?.header ?? '';
        const given = request.headers[name] ?? '';
        const own = Object.hasOwn(request.headers, `${name}`) && timed?.prefix !== undefined;
        const changed = own ? given.replace(/(^|,|;)(ts?=)\d+/, `$1$2${text}`) : text;
        const outcome = outcomeOf(
          scheme,
          { ...request, headers: { ...request.headers, [name]: changed } },
          secret,
        );
        expect(outcome).toBe('invalid');
      },
    );
  },
);

describe('a tolerance that a route sets', () => {
  const scheme = verificationOf({ scheme: 'stripe', toleranceSeconds: 10 });
  it.each([
    [-11, 'stale'],
    [-10, 'valid'],
    [11, 'stale'],
  ])('counts at %i s: %s', (seconds, outcome) => {
    expect(outcomeOf(scheme, signed(scheme, 'k', 'x', NOW + seconds), 'k')).toBe(outcome);
  });
});

describe('Standard Webhooks', () => {
  const scheme = schemeOf('standard-webhooks');
  const vector = VECTORS[0] as Vector;

  it.each([
    ['with the prefix that dashboards show', `v1,${vector.secret}`],
    ['with blanks after it', `v1, ${vector.secret} `],
    ['without whsec_', vector.secret.slice('whsec_'.length)],
  ])('takes a secret %s', (_, secret) => {
    expect(outcomeOf(scheme, requestOf(vector), secret, vector.time)).toBe('valid');
  });

  it.each([
    ['of letters that are not base64', 'whsec_not base64!'],
    ['of nothing', 'whsec_'],
    ['for another form', VECTORS[3]?.secret ?? ''],
  ])('says that there is no key with a secret %s', (_, secret) => {
    expect(outcomeOf(scheme, requestOf(vector), secret, vector.time)).toBe('unknown-key');
  });

  it('tells the id that was signed, not one that somebody put beside it', () => {
    const request = requestOf({ ...(VECTORS[1] as Vector) });
    const forged = { ...request, headers: { ...request.headers, 'webhook-id': 'forged' } };
    expect(verify(forged, scheme, [vector.secret], vector.time * 1000)).toMatchObject({
      outcome: 'valid',
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    });
  });

  it('looks at a v1 signature and a v1a one beside it, each with its own key', () => {
    const [symmetric, , , asymmetric] = VECTORS as readonly [Vector, Vector, Vector, Vector];
    const both = {
      ...symmetric.headers,
      'webhook-signature': `${asymmetric.headers['webhook-signature']} ${symmetric.headers['webhook-signature']}`,
    };
    const request = requestOf({ headers: both, body: symmetric.body });
    expect(
      [symmetric, asymmetric].map(({ secret }) => outcomeOf(scheme, request, secret, symmetric.time)),
    ).toEqual(['valid', 'valid']);
  });
});

describe('plain HMAC', () => {
  it.each(['sha1', 'sha256', 'sha512'] as const)('with %s is what Node.js makes of the body', (algorithm) => {
    const scheme = verificationOf({
      scheme: 'hmac',
      hmac: {
        header: 'X-Sig',
        algorithm,
        encoding: 'hex',
        prefix: '',
        keyEncoding: 'text',
        timestampUnit: 's',
      },
    });
    const signature = createHmac(algorithm, 'k').update('body').digest('hex');
    const headers = { 'x-sig': signature.toUpperCase() };
    expect(outcomeOf(scheme, requestOf({ headers, body: 'body' }), 'k')).toBe('valid');
  });

  it('covers what a vendor does who has no scheme here: Zoom', () => {
    // developers.zoom.us/docs/api/webhooks, "Verify with Zoom's header"
    const scheme = verificationOf({
      scheme: 'hmac',
      hmac: {
        header: 'x-zm-signature',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'v0=',
        keyEncoding: 'text',
        content: 'v0:{timestamp}:{body}',
        timestampHeader: 'x-zm-request-timestamp',
        timestampUnit: 's',
      },
    });
    const slack = VECTORS.find(({ scheme: name }) => name === 'slack') as Vector;
    const headers = {
      'x-zm-signature': slack.headers['x-slack-signature'] ?? '',
      'x-zm-request-timestamp': slack.headers['x-slack-request-timestamp'] ?? '',
    };
    expect(outcomeOf(scheme, requestOf({ headers, body: slack.body }), slack.secret, slack.time)).toBe(
      'valid',
    );
  });
});
