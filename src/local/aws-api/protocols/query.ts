import type { AwsApiError } from '../../cloud.ts';
import { type ServiceName, served } from '../served.ts';
import { readForm } from '../wire/form.ts';
import { missingParameter, nullMember, requireMembers } from '../wire/required.ts';
import { shapesOf, structureOf } from '../wire/shapes.ts';
import { element, escapeXml, writeMembers } from '../wire/xml-writer.ts';
import type { Protocol, WireRequest } from './protocol.ts';

/** AWS Query: a form in, XML with a result element out. Source: Smithy, "AWS query protocol". */
export function queryProtocol(service: ServiceName): Protocol {
  const shapes = shapesOf(service);
  const { namespace } = served[service];
  const complain = service === 'rds' ? missingParameter : nullMember('ValidationError');
  return {
    action: (request) => formOf(request).get('Action') ?? undefined,
    decode(action, request) {
      const structure = structureOf(shapes, shapes.operations[action]?.input);
      const input = readForm(shapes, structure, formOf(request), 'query');
      requireMembers(structure, input, complain);
      return input;
    },
    encode(action, output, requestId) {
      const name = shapes.operations[action]?.output;
      const members = writeMembers(shapes, structureOf(shapes, name), output);
      const result = name === undefined ? '' : element(`${action}Result`, members);
      const metadata = element('ResponseMetadata', element('RequestId', requestId));
      return xmlAnswer(200, element(`${action}Response`, result + metadata, namespace), requestId);
    },
    encodeError: (error, requestId) =>
      xmlAnswer(error.status, element('ErrorResponse', faultOf(error, requestId), namespace), requestId),
  };
}

/** The parameters of a query protocol's request, whether posted or in the URL. */
export function formOf({ query, body }: WireRequest): URLSearchParams {
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  for (const [key, value] of query) if (!form.has(key)) form.set(key, value);
  return form;
}

/** An XML document as an answer of a query protocol. */
export function xmlAnswer(status: number, document: string, requestId: string) {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}

function faultOf({ code, message, status }: AwsApiError, requestId: string): string {
  return (
    element(
      'Error',
      element('Type', status < 500 ? 'Sender' : 'Receiver') +
        element('Code', escapeXml(code)) +
        element('Message', escapeXml(message)),
    ) + element('RequestId', requestId)
  );
}
