// What must not compile in a user's project. Where the package's types are `any`, the directives below are errors themselves.
import { type Config, type ConfigInput, finish, logs, type Plan, plan, up } from 'proxywebhook';
import { createHandler } from 'proxywebhook/handler';
import { startDev } from 'proxywebhook/testing';

// @ts-expect-error: an option that is misspelt
await startDev({ confg: {} });
// @ts-expect-error: a section that is misspelt
await startDev({ config: { functon: { memoryMb: 512 } } });
// @ts-expect-error: a key that is misspelt
await startDev({ config: { function: { memoryMB: 512 } } });
// @ts-expect-error: a value of another type
await startDev({ config: { database: { multiAz: 'yes' } } });
// @ts-expect-error: a value that is not among the allowed
export const retention: ConfigInput['function'] = { logRetentionDays: 2 };
type Scheme = NonNullable<Config['routes'][number]['verify']>['scheme'];
// @ts-expect-error: a scheme that does not exist
export const scheme: Scheme = 'gitHub';
// @ts-expect-error: a handler that takes what it is not given
createHandler({ onStored: (request: { readonly nothing: string }) => console.log(request.nothing) });
// @ts-expect-error: an option that is misspelt
createHandler({ onStore: () => {} });

declare const loaded: { config: Config; file: string; directory: string };
// @ts-expect-error: no approval
up(loaded, { ports: {} });
declare const ports: Parameters<typeof plan>[1]['ports'];
// @ts-expect-error: a plan is no text
export const text: string = await finish(plan(loaded, { ports }));
export const planned: Plan = await finish(plan(loaded, { ports }));
// @ts-expect-error: a source that does not exist
await finish(logs(loaded, { ports, sources: ['database'] }));
