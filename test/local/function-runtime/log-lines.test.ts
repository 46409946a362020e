import { describe, expect, it } from 'vitest';
import { readFrames, readLines } from '../../../src/local/function-runtime/log-frames.ts';
import {
  logStreamName,
  type PlatformEvent,
  platformLine,
} from '../../../src/local/function-runtime/log-lines.ts';

const AT = Date.UTC(2026, 10, 24, 3, 0, 0);
const REPORT: PlatformEvent = {
  type: 'report',
  requestId: 'id-1',
  duration: 12.345,
  initDuration: 100,
  memoryMb: 256,
  maxMemoryMb: 80,
  status: 'success',
};

describe('what Lambda says', () => {
  it.each<[PlatformEvent, string]>([
    [{ type: 'initStart', runtimeVersion: 'nodejs:local' }, 'INIT_START Runtime Version: nodejs:local'],
    [{ type: 'start', requestId: 'id-1' }, 'START RequestId: id-1 Version: $LATEST'],
    [{ type: 'end', requestId: 'id-1' }, 'END RequestId: id-1'],
    [
      REPORT,
      'REPORT RequestId: id-1\tDuration: 12.35 ms\tBilled Duration: 113 ms\tMemory Size: 256 MB\tMax Memory Used: 80 MB\tInit Duration: 100.00 ms',
    ],
    [
      { ...REPORT, initDuration: undefined, status: 'timeout' },
      'REPORT RequestId: id-1\tDuration: 12.35 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 80 MB\tStatus: timeout',
    ],
    [
      { type: 'initReport', phase: 'init', duration: 10_000, status: 'timeout' },
      'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
    ],
  ])('of %j as text is %s', (event, line) => {
    expect(platformLine(event, 'Text', AT)).toBe(line);
  });

  it.each<[PlatformEvent, unknown]>([
    [
      { type: 'start', requestId: 'id-1' },
      { type: 'platform.start', record: { requestId: 'id-1', version: '$LATEST' } },
    ],
    [
      REPORT,
      {
        type: 'platform.report',
        record: {
          requestId: 'id-1',
          status: 'success',
          metrics: {
            durationMs: 12.35,
            billedDurationMs: 113,
            memorySizeMB: 256,
            maxMemoryUsedMB: 80,
            initDurationMs: 100,
          },
        },
      },
    ],
  ])('of %j as JSON is %j', (event, told) => {
    expect(JSON.parse(platformLine(event, 'JSON', AT) ?? '')).toEqual({
      time: '2026-11-24T03:00:00.000Z',
      ...(told as object),
    });
  });

  it('goes to a stream of the day and the environment', () => {
    expect(logStreamName(AT)).toMatch(/^2026\/11\/24\/\[\$LATEST\][\da-f]{32}$/);
  });
});

describe('what a process writes', () => {
  it('as frames is one event each, however they are cut', () => {
    const frame = (text: string) => {
      const head = Buffer.alloc(16);
      head.writeUInt32BE(0xa55a0003, 0);
      head.writeInt32BE(Buffer.byteLength(text), 4);
      head.writeBigInt64BE(BigInt(AT) * 1000n, 8);
      return Buffer.concat([head, Buffer.from(text)]);
    };
    const all = Buffer.concat([frame('one\ntwo\n'), frame(''), frame('λ')]);
    for (let size = 1; size <= all.length; size += 1) {
      const told: unknown[] = [];
      const take = readFrames((line) => told.push(line));
      for (let at = 0; at < all.length; at += size) take(all.subarray(at, at + size));
      expect(told).toEqual(['one\ntwo', '', 'λ'].map((text) => ({ at: AT, text })));
    }
  });

  it('past its runtime is an event for each line', () => {
    const told: string[] = [];
    const lines = readLines((text) => told.push(text));
    const bytes = Buffer.from('one\r\n\ntwo λ');
    for (const byte of bytes) lines.take(Uint8Array.of(byte));
    lines.end();
    expect(told).toEqual(['one', 'two λ']);
  });
});
