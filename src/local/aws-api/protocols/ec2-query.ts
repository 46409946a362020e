import { type ServiceName, served } from '../served.ts';
import { readForm } from '../wire/form.ts';
import { missingParameter, requireMembers } from '../wire/required.ts';
import { shapesOf, structureOf } from '../wire/shapes.ts';
import { element, escapeXml, writeMembers } from '../wire/xml-writer.ts';
import type { Protocol } from './protocol.ts';
import { formOf, xmlAnswer } from './query.ts';

/** EC2's own query protocol: flat lists in, XML without a result element out. Source: Smithy, "AWS EC2 query protocol". */
export function ec2QueryProtocol(service: ServiceName): Protocol {
  const shapes = shapesOf(service);
  const { namespace } = served[service];
  return {
    action: (request) => formOf(request).get('Action') ?? undefined,
    decode(action, request) {
      const structure = structureOf(shapes, shapes.operations[action]?.input);
      const input = readForm(shapes, structure, formOf(request), 'ec2');
      requireMembers(structure, input, missingParameter);
      return input;
    },
    encode(action, output, requestId) {
      const name = shapes.operations[action]?.output;
      const members =
        name === undefined
          ? element('return', 'true')
          : writeMembers(shapes, structureOf(shapes, name), output);
      const document = element(`${action}Response`, element('requestId', requestId) + members, namespace);
      return xmlAnswer(200, document, requestId);
    },
    encodeError({ code, message, status }, requestId) {
      const error = element('Code', escapeXml(code)) + element('Message', escapeXml(message));
      const document = element(
        'Response',
        element('Errors', element('Error', error)) + element('RequestID', requestId),
      );
      return xmlAnswer(status, document, requestId);
    },
  };
}
