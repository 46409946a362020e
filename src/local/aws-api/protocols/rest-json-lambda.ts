import type { AwsApiError } from '../../cloud.ts';
import type { ServiceName } from '../served.ts';
import { readJson, writeJson } from '../wire/json-values.ts';
import { nullMember, requireMembers } from '../wire/required.ts';
import { matchRoute, readBindings, writeBindings } from '../wire/rest-routes.ts';
import { shapesOf, structureOf } from '../wire/shapes.ts';
import { parseObject } from './json.ts';
import type { Protocol } from './protocol.ts';

/** REST with JSON bodies, as Lambda speaks it. Source: Smithy, "AWS restJson1 protocol". */
export function restJsonProtocol(service: ServiceName): Protocol {
  const shapes = shapesOf(service);
  return {
    action: (request) => matchRoute(shapes, request)?.action,
    decode(action, request) {
      const structure = structureOf(shapes, shapes.operations[action]?.input);
      const route = matchRoute(shapes, request);
      const payload = Object.entries(structure.members).find(([, member]) => member.in === 'payload');
      const input = {
        ...readBindings(structure, route?.labels ?? {}, request),
        ...(payload === undefined
          ? readJson(shapes, structure, parseObject(request.body))
          : { [payload[0]]: request.body }),
      };
      requireMembers(structure, input, nullMember('ValidationException'));
      return input;
    },
    encode(action, output, requestId) {
      const operation = shapes.operations[action];
      const structure = structureOf(shapes, operation?.output);
      const { headers, status } = writeBindings(structure, output);
      const payload = Object.entries(structure.members).find(([, member]) => member.in === 'payload');
      const body =
        payload === undefined
          ? JSON.stringify(writeJson(shapes, structure, output))
          : ((output[payload[0]] as Uint8Array | undefined) ?? '');
      return {
        status: status ?? operation?.http?.[2] ?? 200,
        headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
        body,
      };
    },
    encodeError: ({ code, message, status }: AwsApiError, requestId) => ({
      status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-errortype': code,
        'x-amzn-requestid': requestId,
      },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
    }),
  };
}
