import type { PageLink } from '../../open.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor } from '../options.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import type { Paper } from '../views/view.ts';

/** Opens the page of an environment in a browser. */
export const openCommand = command({
  name: 'open',
  describe: 'Open the page with what was received',
  options: {
    ...awsOptions,
    print: { type: 'boolean', describe: 'Print the link, and open nothing' },
  },
  examples: [
    ['open --env dev', 'the function signs a link for you; a browser opens it'],
    ['open --env dev --print', 'the link, to open it elsewhere: whoever has it can'],
  ],
  async run(args, session) {
    const { surroundings } = session;
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { open } = await session.useCases.open();
    const link = await open(loaded, { ports, signal: session.signal });
    const { openInBrowser } = await session.useCases.browser();
    const opened =
      !args.print &&
      surroundings.canAsk &&
      (await openInBrowser(link.url, { env: surroundings.env, directory: loaded.directory }));
    const { url, ...told } = link;
    session.say((paper) => (opened ? openedText(link, paper) : printedText(link, paper)));
    if (opened && !session.json) return 0;
    return session.result(
      { type: 'result', command: 'open', exitCode: 0, opened, ...told, ...(opened ? {} : { url }) },
      () => url,
    );
  },
});

function openedText({ environment, ...link }: PageLink, { style, width }: Paper): string {
  return wrap(
    `${style.good('✔')} The page of ${style.bold(environment)} opens in your browser. ${manners(link)} If nothing opens: --print`,
    width(),
    '',
    '  ',
  );
}

function printedText(link: PageLink, { style, width }: Paper): string {
  return style.dim(wrap(manners(link), width()));
}

function manners({ access, expiresInSeconds }: Omit<PageLink, 'environment'>): string {
  if (access === 'public') return 'The page is public: it tells ids, methods, paths and times.';
  const time = expiresInSeconds === undefined ? 'a short time' : duration(expiresInSeconds * 1_000);
  return `The link can be opened for ${time}, by whoever has it, and sets a cookie.`;
}
