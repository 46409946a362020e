import { AwsApiError } from '../../cloud.ts';
import type { Primitive } from './shapes.ts';

/** A primitive from the text of a form field, an XML element, a header or a query key. `where` is named in the error. */
export function parseText(primitive: Primitive, text: string, where: string): unknown {
  switch (primitive) {
    case 'string':
    case 'document':
      return text;
    case 'boolean':
      if (/^(true|1)$/i.test(text)) return true;
      if (/^(false|0)$/i.test(text)) return false;
      throw invalid(where, text, 'a boolean');
    case 'number': {
      const number = Number(text);
      if (text.trim() === '' || Number.isNaN(number)) throw invalid(where, text, 'a number');
      return number;
    }
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'epoch-seconds':
      return new Date(Number(text) * 1000);
    case 'timestamp':
    case 'date-time':
    case 'http-date': {
      const date = new Date(text);
      if (Number.isNaN(date.getTime())) throw invalid(where, text, 'a time');
      return date;
    }
  }
}

/** The text of a primitive. A `timestamp` without a format of its own is written in `fallback`. */
export function formatText(
  primitive: Primitive,
  value: unknown,
  fallback: 'date-time' | 'http-date' = 'date-time',
): string {
  if (value instanceof Date) {
    switch (primitive === 'timestamp' ? fallback : primitive) {
      case 'http-date':
        return value.toUTCString();
      case 'epoch-seconds':
        return String(value.getTime() / 1000);
      default:
        return value.toISOString();
    }
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

function invalid(where: string, text: string, wanted: string): AwsApiError {
  return new AwsApiError('ValidationError', `Value '${text}' at '${where}' is not ${wanted}`);
}
