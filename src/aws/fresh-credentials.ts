import { hasExpired } from './credentials-error.ts';
import { faultOf } from './fault.ts';

/** How the SDK's clients get credentials, once one of them has found out where. */
export type SharedCredentials = (options?: { readonly forceRefresh?: boolean }) => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

/** The credentials of one session's clients. */
export interface FreshCredentials {
  /** Takes over how a client gets them, unless another's was taken before. */
  share(client: unknown): void;
  shared(): SharedCredentials | undefined;
  /** Makes a call; where AWS says that the credentials have expired, gets new ones and makes it once more. */
  whenExpired<Output>(send: () => Promise<Output>): Promise<Output>;
}

/**
 * The SDK keeps credentials until the time that came with them, and for good where none came: those of a process, a file or a
 * server that ended sooner are asked for again only when told to. Source: AWS SDK for JavaScript, `memoizeIdentityProvider`.
 */
export function freshCredentials(): FreshCredentials {
  let shared: SharedCredentials | undefined;
  let refreshing: Promise<boolean> | undefined;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  return {
    share(client) {
      shared ??= (client as { readonly config?: { readonly credentials?: SharedCredentials } }).config
        ?.credentials;
    },
    shared: () => shared,
    async whenExpired(send) {
      const begun = performance.now();
      try {
        return await send();
      } catch (error) {
        if (!hasExpired(faultOf(error)) || !(await renewed(begun))) throw error;
        return await send();
      }
    },
  };

  /** True when there are other credentials than those that a call began with; calls that fail together refresh once. */
  async function renewed(begun: number): Promise<boolean> {
    if (refreshedAt > begun) return true;
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function refresh(): Promise<boolean> {
    if (shared === undefined) return false;
    try {
      const before = await shared();
      const now = await shared({ forceRefresh: true });
      const differ =
        now.accessKeyId !== before.accessKeyId ||
        now.secretAccessKey !== before.secretAccessKey ||
        now.sessionToken !== before.sessionToken;
      if (differ) refreshedAt = performance.now();
      return differ;
    } catch {
      // That they have expired is what is told.
      return false;
    }
  }
}
