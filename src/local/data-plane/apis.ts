import type { DevCloudEvent } from '../dev-cloud.ts';
import type { FunctionRuntime, Invocation } from '../function-runtime/function-runtime.ts';
import { type AccessRecord, renderAccessLog } from '../http-api/access-log.ts';
import { type HttpApi, startHttpApi, type Throttle } from '../http-api/http-api.ts';
import { objectOf, type Properties } from '../stack-engine/json.ts';
import type { World } from '../world.ts';
import { integratedFunction } from './integration.ts';
import type { logGroupWriter } from './log-groups.ts';
import type { Part } from './part.ts';
import type { ServedRequests } from './served-requests.ts';

export interface ApisOptions {
  readonly world: World;
  readonly runtime: Pick<FunctionRuntime, 'invoke'>;
  readonly requests: ServedRequests;
  readonly write: ReturnType<typeof logGroupWriter>;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly tell: (event: DevCloudEvent) => void;
}

/** AWS::ApiGatewayV2::Api and its stage; integration, route and permission are looked up with each request. */
export interface Apis extends Part {
  /** Of the one made last. */
  url(): string | undefined;
}

export function apis(options: ApisOptions): Apis {
  const { world, runtime, requests, write, host } = options;
  const running = new Map<string, HttpApi>();
  /** True once the last one was deleted, until there is another. */
  let gone = false;
  const stageOf = (apiId: string): Properties => objectOf(world.others.get(`${apiId}/$default`)?.properties);

  async function start(apiId: string): Promise<HttpApi> {
    const { account, region } = world;
    const listen = (port: number) =>
      startHttpApi<Invocation>({
        host,
        port,
        api: { apiId, region, account, stageName: '$default', throttle: throttleOf(stageOf(apiId)) },
        arrived: requests.arrived,
        broken: requests.broken,
        invoke: async (event) =>
          runtime.invoke(integratedFunction(world, apiId), Buffer.from(JSON.stringify(event))),
        log: (record, exchange) => {
          requests.answered(record, exchange);
          logAccess(stageOf(apiId), record);
        },
      });
    return listen(options.port).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || options.port === 0) throw error;
      const api = await nextFree(listen, options.port + 1);
      options.tell({ type: 'port-taken', wanted: options.port, port: api.port });
      return api;
    });
  }

  /** Source: API Gateway Developer Guide, "Configure logging for HTTP APIs"; the stream's name is assumed. */
  function logAccess({ AccessLogSettings }: Properties, record: AccessRecord): void {
    const { DestinationArn, Format } = objectOf(AccessLogSettings);
    if (typeof DestinationArn !== 'string' || typeof Format !== 'string') return;
    const message = renderAccessLog(Format, record);
    write(DestinationArn, { at: record.requestTimeEpoch, stream: 'default', message });
  }

  async function remove(apiId: string): Promise<void> {
    const api = running.get(apiId);
    running.delete(apiId);
    await api?.stop();
  }

  return {
    types: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'],
    async follow(type, phase, { physicalId, properties }) {
      if (type === 'AWS::ApiGatewayV2::Stage') {
        const apiId = String(properties.ApiId);
        running.get(apiId)?.configure(throttleOf(stageOf(apiId)));
        return undefined;
      }
      if (phase === 'delete') {
        await remove(physicalId);
        if (running.size === 0) gone = true;
        if (gone) options.tell({ type: 'api-gone' });
        return undefined;
      }
      const api = running.get(physicalId) ?? (await start(physicalId));
      running.set(physicalId, api);
      if (gone) options.tell({ type: 'api-back', url: api.url });
      gone = false;
      return { attributes: { ApiEndpoint: api.url } };
    },
    url: () => [...running.values()].at(-1)?.url,
    async stop() {
      await Promise.all([...running.keys()].map(remove));
    },
  };
}

/** The first of some ports that can be had, else any. */
async function nextFree(listen: (port: number) => Promise<HttpApi>, first: number): Promise<HttpApi> {
  for (let port = first; port < first + 20 && port < 65_536; port += 1) {
    const api = await listen(port).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      return undefined;
    });
    if (api !== undefined) return api;
  }
  return listen(0);
}

/** Default: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API", throttle per account and region. */
function throttleOf({ DefaultRouteSettings }: Properties): Throttle {
  const { ThrottlingRateLimit = 10_000, ThrottlingBurstLimit = 5000 } = objectOf(DefaultRouteSettings);
  return { ratePerSecond: Number(ThrottlingRateLimit), burst: Number(ThrottlingBurstLimit) };
}
