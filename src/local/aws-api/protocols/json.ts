import { AwsApiError } from '../../cloud.ts';
import type { ServiceName } from '../served.ts';
import { readJson, writeJson } from '../wire/json-values.ts';
import { nullMember, requireMembers } from '../wire/required.ts';
import { shapesOf, structureOf } from '../wire/shapes.ts';
import type { Protocol } from './protocol.ts';

/** AWS JSON 1.1: the action in `X-Amz-Target`, JSON both ways. Source: Smithy, "AWS JSON 1.1 protocol". */
export function jsonProtocol(service: ServiceName): Protocol {
  const shapes = shapesOf(service);
  const code = service === 'logs' ? 'InvalidParameterException' : 'ValidationException';
  return {
    action: ({ headers }) => headers['x-amz-target']?.split('.').at(-1),
    decode(action, { body }) {
      const structure = structureOf(shapes, shapes.operations[action]?.input);
      const input = readJson(shapes, structure, parseObject(body));
      requireMembers(structure, input, nullMember(code));
      return input;
    },
    encode: (action, output, requestId) =>
      jsonAnswer(
        200,
        writeJson(shapes, structureOf(shapes, shapes.operations[action]?.output), output),
        requestId,
      ),
    encodeError: ({ code: type, message, status }, requestId) =>
      jsonAnswer(status, { __type: type, message }, requestId),
  };
}

/** A JSON object from a body; an empty body is an empty object. Throws `SerializationException`. */
export function parseObject(body: Uint8Array): Record<string, unknown> {
  if (body.byteLength === 0) return {};
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return json as Record<string, unknown>;
    }
  } catch {
    // answered below, as any other body that is not an object
  }
  throw new AwsApiError('SerializationException', 'The request body is not a JSON object');
}

function jsonAnswer(status: number, json: unknown, requestId: string) {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify(json),
  };
}
