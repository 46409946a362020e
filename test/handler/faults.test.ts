import { describe, expect, it } from 'vitest';
import { type Cure, cureFor, describeFault, FinalFault } from '../../handler/faults.ts';

describe('what is done about a fault', () => {
  it.each<[string, unknown, Cure]>([
    ['nothing listens', fault({ code: 'ECONNREFUSED', errno: -111 }), 'reconnect'],
    ['the connection was cut', fault({ code: 'ECONNRESET' }), 'reconnect'],
    ['the connection was closed before the query, which has no code', fault({ fatal: true }), 'reconnect'],
    ['the query took too long', fault({ code: 'PROTOCOL_SEQUENCE_TIMEOUT' }), 'reconnect'],
    ['too many connections', fault({ errno: 1040 }), 'reconnect'],
    ['a database connection that the proxy lost', fault({ errno: 1105 }), 'reconnect'],
    ['the pool has none to lend', fault({ errno: 9501 }), 'reconnect'],
    ['read-only after a failover', fault({ errno: 1290 }), 'reconnect'],
    ['access denied', fault({ errno: 1045 }), 'new-credentials'],
    ['no database', fault({ errno: 1049 }), 'make-schema'],
    ['no table', fault({ errno: 1146 }), 'make-schema'],
    ['a deadlock', fault({ errno: 1213 }), 'again'],
    ['a certificate that is not accepted', fault({ code: 'HANDSHAKE_SSL_ERROR' }), 'none'],
    [
      'a connection cut while TLS begins',
      fault({ code: 'HANDSHAKE_SSL_ERROR', errno: -104, syscall: 'read' }),
      'reconnect',
    ],
    ['a connection ended while TLS begins, which is no system call', endedInHandshake(), 'reconnect'],
    [
      'a protocol that is not spoken',
      fault({ code: 'HANDSHAKE_SSL_ERROR', library: 'SSL routines', reason: 'unsupported protocol' }),
      'none',
    ],
    ['a server without TLS', fault({ code: 'HANDSHAKE_NO_SSL_SUPPORT' }), 'none'],
    ['a statement that is wrong', fault({ errno: 1064 }), 'none'],
    ['a refusal of Secrets Manager', new FinalFault('no'), 'none'],
  ])('%s', (_, error, cure) => {
    expect(cureFor(error)).toBe(cure);
  });

  it('tells a server error by its number, never by the words that quote the statement', () => {
    const error = Object.assign(new Error("near 'FROM_BASE64('c2VjcmV0')'"), {
      errno: 1064,
      code: 'ER_PARSE_ERROR',
    });
    expect(describeFault(error)).toBe('the database answered with error 1064 (ER_PARSE_ERROR)');
  });
});

/** As Node.js words it and mysql2 marks it. */
function endedInHandshake(): Error {
  const message = 'Client network socket disconnected before secure TLS connection was established';
  return Object.assign(new Error(message), { code: 'HANDSHAKE_SSL_ERROR', fatal: true, path: null });
}

function fault(parts: Readonly<Record<string, unknown>>): Error {
  return Object.assign(new Error('fault'), parts);
}
