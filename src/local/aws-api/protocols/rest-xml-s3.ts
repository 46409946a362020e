import type { AwsApiError } from '../../cloud.ts';
import { type ServiceName, served } from '../served.ts';
import { unchunk } from '../wire/aws-chunked.ts';
import { verifyChecksums } from '../wire/checksums.ts';
import { nullMember, requireMembers } from '../wire/required.ts';
import { matchRoute, type Route, readBindings, writeBindings } from '../wire/rest-routes.ts';
import { type Member, type Structure, shapesOf, structureOf } from '../wire/shapes.ts';
import { readXml } from '../wire/xml-reader.ts';
import { element, escapeXml, writeMembers } from '../wire/xml-writer.ts';
import type { Protocol, WireRequest } from './protocol.ts';

/**
 * REST with XML bodies, as S3 speaks it: the bucket first in the path (or before `.localhost` in the Host), uploads
 * possibly `aws-chunked` with a trailing checksum. Source: Smithy, "AWS restXml protocol"; S3 API reference.
 */
export function restXmlProtocol(service: ServiceName): Protocol {
  const shapes = shapesOf(service);
  const { namespace } = served[service];
  return {
    action: (request) => routeOf(request)?.action,
    decode(action, request) {
      const structure = structureOf(shapes, shapes.operations[action]?.input);
      const { bucket } = addressOf(request);
      const { body, headers } = plainBody(request);
      verifyChecksums(body, headers);
      const labels = { ...routeOf(request)?.labels, ...(bucket === undefined ? {} : { Bucket: bucket }) };
      const payload = payloadOf(structure);
      const input = {
        ...readBindings(structure, labels, { ...request, headers }),
        ...(payload === undefined ? {} : readPayload(payload, body)),
      };
      requireMembers(structure, input, nullMember('InvalidRequest'));
      return input;
    },
    encode(action, output, requestId) {
      const operation = shapes.operations[action];
      const structure = structureOf(shapes, operation?.output);
      const { headers, status } = writeBindings(structure, output);
      return {
        status: headers['content-range'] === undefined ? (status ?? operation?.http?.[2] ?? 200) : 206,
        headers: { 'x-amz-request-id': requestId, ...headers },
        ...writeBody(action, structure, output, headers),
      };
    },
    encodeError({ code, message, status }: AwsApiError, requestId) {
      const document = element(
        'Error',
        element('Code', escapeXml(code)) +
          element('Message', escapeXml(message)) +
          element('RequestId', requestId) +
          element('HostId', 'local'),
      );
      return {
        status,
        headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
        body: `${PROLOGUE}${document}`,
      };
    },
  };

  function routeOf(request: WireRequest): Route | undefined {
    const { bucket, path } = addressOf(request);
    const accepts = (action: string) => OF_THE_SERVICE.includes(action) === (bucket === undefined);
    return matchRoute(shapes, { ...request, path }, accepts);
  }

  function readPayload([name, { shape }]: [string, Member], body: Uint8Array): Record<string, unknown> {
    if (typeof shape === 'object' && 'structure' in shape) {
      if (body.byteLength === 0) return {};
      const document = Buffer.from(body).toString('utf8');
      return { [name]: readXml(shapes, structureOf(shapes, shape.structure), document) };
    }
    return { [name]: shape === 'blob' ? body : Buffer.from(body).toString('utf8') };
  }

  function writeBody(
    action: string,
    structure: Structure,
    output: Readonly<Record<string, unknown>>,
    headers: Record<string, string>,
  ): { body: string | Uint8Array } {
    const payload = payloadOf(structure);
    if (payload !== undefined) {
      const [name, { shape, as = name }] = payload;
      const value = output[name];
      if (typeof shape === 'string') return { body: (value as string | Uint8Array | undefined) ?? '' };
      if (!('structure' in shape)) return { body: '' };
      const inner = structureOf(shapes, shape.structure);
      const root = inner.as ?? (as === name ? shape.structure : as);
      return document(root, writeMembers(shapes, inner, value as Record<string, unknown>), headers);
    }
    const inBody = Object.values(structure.members).some((member) => member.in === undefined);
    if (!inBody) return { body: '' };
    if (action === 'GetBucketLocation') {
      return document('LocationConstraint', escapeXml(String(output.LocationConstraint ?? '')), headers);
    }
    return document(structure.as ?? `${action}Result`, writeMembers(shapes, structure, output), headers);
  }

  function document(root: string, content: string, headers: Record<string, string>): { body: string } {
    headers['content-type'] ??= 'application/xml';
    return { body: `${PROLOGUE}${element(root, content, namespace)}` };
  }
}

const PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n';

const OF_THE_SERVICE: readonly string[] = ['ListBuckets', 'ListDirectoryBuckets', 'WriteGetObjectResponse'];

function addressOf({ path, headers }: WireRequest): { bucket: string | undefined; path: string } {
  const virtual = /^(.+)\.localhost(:\d+)?$/.exec(headers.host ?? '')?.[1];
  if (virtual !== undefined) return { bucket: virtual, path };
  const [, bucket = '', rest = '/'] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
  return { bucket: bucket === '' ? undefined : decodeURIComponent(bucket), path: rest };
}

function plainBody({ body, headers }: WireRequest): {
  body: Uint8Array;
  headers: Readonly<Record<string, string>>;
} {
  const streaming = headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true;
  if (!streaming) return { body, headers };
  const { body: plain, trailers } = unchunk(body);
  const codings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked');
  const { 'content-encoding': _, ...others } = headers;
  return {
    body: plain,
    headers: {
      ...others,
      ...(codings.length > 0 ? { 'content-encoding': codings.join(', ') } : {}),
      'content-length': String(plain.byteLength),
      ...trailers,
    },
  };
}

function payloadOf({ members }: Structure): [string, Member] | undefined {
  return Object.entries(members).find(([, member]) => member.in === 'payload');
}
