import { type Operation, operations } from './operations.ts';
import { retryStrategy } from './retries.ts';
import { translateError } from './translate-error.ts';

/** How AWS is reached. What is left out the SDK finds as the AWS CLI does: environment, profile, role of the machine. */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Another address for every service: the local cloud. */
  readonly endpoint?: string | undefined;
  /** In place of what the SDK would find: the local cloud takes any, and is never shown those of the user. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Is told each call that was made, for `--verbose`. */
  readonly verbose?: ((call: AwsCall) => void) | undefined;
  /** The version in the user agent. */
  readonly version?: string | undefined;
  /** Milliseconds between two attempts at most; 5000 unless told. */
  readonly longestWait?: number | undefined;
  /** Tries of one call at most; 7 unless told. */
  readonly attempts?: number | undefined;
  /** Milliseconds without a byte after which a call counts as unanswered; 20 s unless told, and a minute for a function's work. */
  readonly silence?: number | undefined;
}

/** One call as it went, its attempts included. Holds no request or answer: they may hold secrets. */
export interface AwsCall {
  readonly operation: Operation;
  readonly action: string;
  readonly subject?: string;
  readonly milliseconds: number;
  /** The code of the error it ended with. */
  readonly failed?: string;
}

/** What all clients share: their settings, one instance of each, and how a call is made. */
export interface AwsSession {
  /** The client of a service, made once; `silence` where its answers take long by nature. */
  client<Client>(
    Constructor: new (settings: ClientSettings) => Client,
    its?: { readonly silence: number },
  ): Client;
  /** Makes a call; whatever it throws is a ProxyWebhookError, or the signal's reason. */
  call<Output>(
    what: {
      readonly operation: Operation;
      readonly subject?: string;
      readonly signal?: AbortSignal | undefined;
    },
    send: (options: { abortSignal?: AbortSignal }) => Promise<Output>,
  ): Promise<Output>;
  readonly options: AwsOptions;
}

/** Settings that every client of the SDK takes. */
export interface ClientSettings {
  region?: string;
  profile?: string;
  endpoint?: string;
  forcePathStyle?: boolean;
  credentials?: { accessKeyId: string; secretAccessKey: string };
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
  const { region, profile, endpoint, credentials, verbose, version = '0.0.0' } = options;
  const clients = new Map<unknown, unknown>();
  const settings = (silence: number): ClientSettings => ({
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
      return made as Client;
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
        signal?.throwIfAborted();
        const output = await send(signal === undefined ? {} : { abortSignal: signal });
        tell();
        return output;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const translated = translateError(error, { operation, subject, region, profile, endpoint });
        tell(String(translated.data.awsCode ?? translated.code));
        throw translated;
      }
    },
  };
}
