import { type ServiceName, served } from '../served.ts';
import { ec2QueryProtocol } from './ec2-query.ts';
import { jsonProtocol } from './json.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query.ts';
import { restJsonProtocol } from './rest-json-lambda.ts';
import { restXmlProtocol } from './rest-xml-s3.ts';

const known = new Map<ServiceName, Protocol>();

/** The protocol that a service speaks, made on first use. */
export function protocolOf(service: ServiceName): Protocol {
  const protocol = known.get(service) ?? make(service);
  known.set(service, protocol);
  return protocol;
}

function make(service: ServiceName): Protocol {
  switch (served[service].protocol) {
    case 'query':
      return queryProtocol(service);
    case 'ec2-query':
      return ec2QueryProtocol(service);
    case 'rest-xml':
      return restXmlProtocol(service);
    case 'rest-json':
      return restJsonProtocol(service);
    case 'json':
      return jsonProtocol(service);
  }
}
