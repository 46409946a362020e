import path from 'node:path';
import { cacheDirectory } from '../../artifact/cache-directory.ts';
import type { LocalConfig } from '../../config/load-local.ts';
import type { Ports } from '../../deployment/ports.ts';
import type { DevEvent } from '../../dev.ts';
import { madeUpSecrets } from '../../dev-secrets.ts';
import type { DevCloud, DevCloudEvent, DevCloudOptions } from '../../local/dev-cloud.ts';
import { configRequest, portsFor } from '../options.ts';
import { renderersFor } from '../renderers/choose.ts';
import type { Session } from '../session.ts';
import { hotkeysOf, openText, standingText } from './controls.ts';
import { projectFolder } from './dev-file.ts';
import type { Serving } from './head.ts';
import { listenForKeys } from './hotkeys.ts';
import { jsonScreen } from './json-screen.ts';
import { choosePort, isLoopback } from './port.ts';
import { proveStored } from './prove-stored.ts';
import type { Beginning, Served } from './run-dev.ts';
import { type DevScreen, devScreen, type ScreenOptions } from './screen.ts';
import { readSecrets, secretsFile, writeSecrets } from './secrets-file.ts';
import { type SourcePositions, sourcePositions } from './source-positions.ts';

/** Serves until the session is interrupted, with `--once` until a request was stored; everything has ended when it resolves. */
export async function serve(beginning: Beginning, session: Session): Promise<Served> {
  const { args, loaded } = beginning;
  const { stdin, stdout } = session.surroundings;
  const hotkeys = !session.json && !args.once && stdin.isTTY === true && stdout.isTerminal;
  let cloud: DevCloud | undefined;
  let requests = 0;
  const positions = sourcePositions(loaded.directory);
  const screen = await screenFor(session, {
    hotkeys,
    positions,
    standing: () => standingText(cloud, requests),
  });
  // What is loaded here is loaded while the database starts.
  const loading = Promise.all([
    session.useCases.dev(),
    session.useCases.aws().then(({ loadAdapters }) => loadAdapters()),
  ]);
  loading.catch(() => {}); // Told where it is awaited.
  try {
    const { startDevCloud } = await session.useCases.devCloud();
    const started = await startDevCloud({
      ...(await cloudOptions(beginning, session, screen)),
      tell: (event: DevCloudEvent) => {
        if (event.type === 'request') requests = event.request.number;
        screen.cloud(event);
      },
    });
    cloud = started;
    await loading;
    const { endpoint, region } = started;
    const config = { ...loaded.config, region };
    const ports = await portsFor({ config, local: { endpoint, region } }, session);
    const url = await deployAndWatch(started, { beginning, session, screen, positions, hotkeys, ports });
    // As it is now: it may have been started again meanwhile.
    const { database } = started;
    if (!args.once) return { requests, database };
    return { requests, database, proof: await proveStored(url, loaded.config, ports.secrets) };
  } finally {
    screen.close();
    await cloud?.stop();
  }
}

interface Stage {
  readonly beginning: Beginning;
  readonly session: Session;
  readonly screen: DevScreen;
  /** Of the cloud. */
  readonly ports: Ports;
  readonly positions: SourcePositions;
  readonly hotkeys: boolean;
}

/** Runs the use case over the cloud and resolves to the URL once it ends. Throws what it throws, or why it ended before anything stood. */
async function deployAndWatch(cloud: DevCloud, stage: Stage): Promise<string> {
  const { beginning, session, screen, positions, hotkeys, ports } = stage;
  const { args, loaded, file } = beginning;
  const { endpoint, region, account } = cloud;
  const { dev } = await session.useCases.dev();
  const { loadLocalConfig } = await session.useCases.localConfig();
  const config = { ...loaded.config, region };
  await file.update({ endpoint, region, account });
  await keepSecrets(loaded, cloud, screen);
  let url: string | undefined;
  let keys: { readonly stop: () => void } | undefined;
  const stands = () => {
    url = cloud.url() ?? '';
    void file.update({ url }).catch((error: unknown) => screen.notice(String(error), 'warned'));
    if (args.once) return;
    screen.serving(servingOf(cloud, url, beginning));
    if (hotkeys) keys = listen(cloud, stage);
    if (args.open) void openText(url).then((text) => screen.notice(text));
  };
  const run = dev(
    { ...loaded, config },
    {
      ports,
      reload: async () => {
        const reloaded = await loadLocalConfig(configRequest(args, session), region);
        await keepSecrets(reloaded, cloud, screen);
        return reloaded;
      },
      // Who looks on mends it and goes on; a script wants to know.
      patient: !args.once && (hotkeys || session.json),
      once: args.once ?? false,
      built: ({ sourceMap, base }) => positions.use(sourceMap, base),
      signal: session.signal,
      cacheDirectory: cacheDirectory(session.surroundings.env),
    },
  );
  try {
    await session.followWith(run, {
      ...screen,
      tell(event: DevEvent) {
        screen.tell(event);
        if (event.type === 'deployed' && url === undefined) stands();
      },
    });
  } finally {
    keys?.stop();
  }
  if (url === undefined) throw session.signal.reason;
  return url;
}

/** Gives the local Secrets Manager what routes name: what the project's file says, or what is made up once and kept there. */
async function keepSecrets({ config, directory }: LocalConfig, cloud: DevCloud, screen: DevScreen) {
  const known = await readSecrets(directory);
  const made = madeUpSecrets(config.routes, known);
  const names = Object.keys(made);
  if (names.length > 0) {
    await writeSecrets(directory, { ...known, ...made });
    const file = path.relative(process.cwd(), secretsFile(directory));
    screen.notice(
      `Made up a value for ${names.join(', ')}, and keeps it in ${file}: put a sender's own there.`,
    );
  }
  for (const [name, value] of Object.entries({ ...known, ...made })) cloud.keepSecret(name, value);
}

function listen(cloud: DevCloud, { session, screen }: Stage): { readonly stop: () => void } {
  const { interrupt } = session;
  return listenForKeys(session.surroundings.stdin, hotkeysOf({ cloud, screen, quit: interrupt }), {
    interrupt,
    failed: (error) => screen.notice(String(error), 'warned'),
  });
}

async function screenFor(
  { json, verbose, surroundings }: Session,
  options: Omit<ScreenOptions, 'deployment' | 'verbose'>,
): Promise<DevScreen> {
  if (json) return jsonScreen(surroundings.stdout);
  return devScreen(surroundings, {
    ...options,
    verbose,
    deployment: await renderersFor(surroundings, { json, verbose }),
  });
}

async function cloudOptions(
  { args, numbers, loaded }: Beginning,
  { surroundings, prompts, signal }: Session,
  screen: DevScreen,
): Promise<Omit<DevCloudOptions, 'tell'>> {
  const host = args.host ?? '127.0.0.1';
  const { port, insteadOf } = await choosePort(numbers.port, host);
  if (!loaded.found) {
    screen.notice(
      `There is no configuration here: environment ${loaded.config.environment}, every key at its default.`,
    );
  }
  if (insteadOf !== undefined) screen.notice(`Port ${insteadOf} is taken: this serves on ${port}.`, 'warned');
  if (!isLoopback(host)) {
    screen.notice(
      `--host ${host}: whoever reaches this machine can send requests${loaded.config.view.access === 'public' ? ' and see what was received' : ''}.`,
      'warned',
    );
  }
  const { concurrency, pool, inspect } = numbers;
  return {
    directory: projectFolder(loaded.directory),
    environment: surroundings.env,
    ...(args.db === undefined ? {} : { database: args.db }),
    ephemeral: args.ephemeral ?? false,
    reset: args.reset ?? false,
    offline: args.offline ?? false,
    ...(surroundings.canAsk || args.yes ? { confirm: (question) => prompts.confirm(question) } : {}),
    port,
    host,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(pool === undefined ? {} : { poolConnections: pool }),
    ...(inspect === undefined ? {} : { inspect }),
    signal,
  };
}

function servingOf(cloud: DevCloud, url: string, { args, loaded, startedAt }: Beginning): Serving {
  const { endpoint, database } = cloud;
  const pool = cloud.proxyStats();
  return {
    url,
    endpoint,
    environment: loaded.config.environment,
    ...(loaded.found ? { config: path.relative(process.cwd(), loaded.file) } : {}),
    database,
    ...(pool === undefined ? {} : { pool: { maxDatabaseConnections: pool.maxDatabaseConnections } }),
    ephemeral: args.ephemeral ?? false,
    startedInMilliseconds: Math.round(performance.now() - startedAt),
  };
}
