import { describe, expect, it } from 'vitest';
import {
  FRESH,
  type SessionState,
  stepsBetween,
  withDatabase,
  withSetting,
} from '../../../src/local/pooling-proxy/session-state.ts';

const names = withSetting(FRESH, 'names', 'NAMES utf8mb4');
const shop = withDatabase(names, 'shop');
const berlin = withSetting(names, 'time_zone', "SESSION time_zone = '+01:00'");
const committed = withSetting(
  berlin,
  'transaction_isolation',
  'SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
);

describe('the way from one session to another', () => {
  it.each<[string, SessionState, SessionState, unknown]>([
    [
      'nothing between two that are alike',
      berlin,
      withSetting(names, 'time_zone', "SESSION time_zone = '+01:00'"),
      [],
    ],
    ['a database', names, shop, [{ kind: 'database', name: 'shop' }]],
    ['no way back to no database', shop, names, undefined],
    [
      'all settings in one statement',
      FRESH,
      berlin,
      [{ kind: 'set', sql: "SET NAMES utf8mb4, SESSION time_zone = '+01:00'" }],
    ],
    [
      'a statement of its own for the characteristics of transactions',
      berlin,
      committed,
      [
        { kind: 'set', sql: "SET NAMES utf8mb4, SESSION time_zone = '+01:00'" },
        { kind: 'set', sql: 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED' },
      ],
    ],
    [
      'a reset, when there is something to take back',
      berlin,
      names,
      [{ kind: 'reset' }, { kind: 'set', sql: 'SET NAMES utf8mb4' }],
    ],
  ])('%s', (_, from, to, steps) => expect(stepsBetween(from, to)).toEqual(steps));

  it('a later SET NAMES covers the variables that it sets', () => {
    const results = withSetting(names, 'character_set_results', 'SESSION character_set_results = NULL');
    expect([...withSetting(results, 'names', 'NAMES latin1').settings.keys()]).toEqual(['names']);
    expect([...results.settings.keys()]).toEqual(['names', 'character_set_results']);
  });
});
