import { cancellation, throwIfCancelled } from '../errors.ts';
import { freshCredentials, type SharedCredentials } from './fresh-credentials.ts';
import { type Operation, operations } from './operations.ts';
import type { AwsOptions } from './options.ts';
import { quietSdk } from './quiet-sdk.ts';
import { retryStrategy } from './retries.ts';
import { translateError } from './translate-error.ts';

/** What all clients share: their settings, one instance of each, and how a call is made. */
export interface AwsSession {
  /** The client of a service, made once; `silence` where its answers take long by nature. */
  client<Client>(
    Constructor: new (settings: ClientSettings) => Client,
    its?: { readonly silence: number },
  ): Client;
  /** Makes a call; whatever it throws is a ProxyWebhookError; `cancelled` once the signal is aborted. */
  call<Output>(
    what: {
      readonly operation: Operation;
      readonly subject?: string;
      readonly signal?: AbortSignal | undefined;
    },
    send: (options: { abortSignal?: AbortSignal }) => Promise<Output>,
  ): Promise<Output>;
  /** How far this machine's clock is behind AWS's, as far as an answer has told: less than 4 minutes count as none. */
  behind(): number;
  readonly options: AwsOptions;
}

/** Settings that every client of the SDK takes. */
export interface ClientSettings {
  region?: string;
  profile?: string;
  endpoint?: string;
  forcePathStyle?: boolean;
  credentials?: { accessKeyId: string; secretAccessKey: string } | SharedCredentials;
  ignoreCache: true;
  useFipsEndpoint?: boolean;
  useDualstackEndpoint?: boolean;
  retryStrategy: ReturnType<typeof retryStrategy>;
  customUserAgent: [string, string][];
  requestHandler: { connectionTimeout: number; socketTimeout: number };
}

const CONNECTION_MILLISECONDS = 5_000;
/** No call that is made here takes AWS longer to begin its answer; a connection that died says nothing at all. */
const SILENCE_MILLISECONDS = 20_000;

/** Opens no connection: clients connect at their first call. */
export function awsSession(options: AwsOptions = {}): AwsSession {
  quietSdk();
  const { region, profile, endpoint, credentials, verbose, version = '0.0.0' } = options;
  const clients = new Map<unknown, unknown>();
  const fresh = freshCredentials();
  const settings = (silence: number): ClientSettings => ({
    // The first client finds them, the others share them: whatever gives them is asked once, and again for all.
    ...(fresh.shared() === undefined ? {} : { credentials: fresh.shared() as SharedCredentials }),
    // What another tool wrote into the files meanwhile is read by a refresh.
    ignoreCache: true,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    // A bucket's name in front of an address that is not AWS's leads nowhere.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // Whoever brings credentials means this endpoint, whatever the machine's settings for AWS say.
    ...(credentials === undefined
      ? {}
      : { credentials, useFipsEndpoint: false, useDualstackEndpoint: false }),
    retryStrategy: retryStrategy(options),
    customUserAgent: [['proxywebhook', version]],
    requestHandler: {
      connectionTimeout: CONNECTION_MILLISECONDS,
      socketTimeout: options.silence ?? silence,
    },
  });

  return {
    options,
    client<Client>(
      Constructor: new (settings: ClientSettings) => Client,
      { silence } = { silence: SILENCE_MILLISECONDS },
    ): Client {
      const made = clients.get(Constructor) ?? new Constructor(settings(silence));
      clients.set(Constructor, made);
      if (credentials === undefined) fresh.share(made);
      return made as Client;
    },
    behind() {
      for (const client of clients.values()) {
        const { systemClockOffset } = (client as { config: { systemClockOffset?: number } }).config;
        if (systemClockOffset) return systemClockOffset;
      }
      return 0;
    },
    async call({ operation, subject, signal }, send) {
      const begun = performance.now();
      const tell = (failed?: string) =>
        verbose?.({
          operation,
          action: operations[operation],
          ...(subject === undefined ? {} : { subject }),
          milliseconds: Math.round(performance.now() - begun),
          ...(failed === undefined ? {} : { failed }),
        });
      try {
        throwIfCancelled(signal);
        const output = await fresh.whenExpired(() =>
          send(signal === undefined ? {} : { abortSignal: signal }),
        );
        tell();
        return output;
      } catch (error) {
        if (signal?.aborted) throw cancellation(signal);
        const translated = translateError(error, { operation, subject, region, profile, endpoint });
        tell(String(translated.data.awsCode ?? translated.code));
        throw translated;
      }
    },
  };
}
