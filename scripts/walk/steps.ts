/** One step of the walk: what is said about it, what is typed, and how its output must end (white space collapsed). */
export interface Step {
  readonly says: string;
  /** The command line as it is shown. */
  readonly shown: string;
  readonly does:
    | { readonly kind: 'dev' }
    | { readonly kind: 'curl'; readonly options: readonly string[]; readonly path: string }
    | { readonly kind: 'cli'; readonly argv: readonly string[] };
  /** Typed at the question. */
  readonly typed?: string;
  readonly ends: RegExp;
  readonly keepLines?: number;
}

export const INTRODUCTION = `# A walk, from the clone to the end

What somebody sees who has read only the README: the real commands and what they print at 80 columns, with ids, times and ports
masked. \`npm run walk -- --update\` writes this page, and CI walks it again.

\`\`\`sh
git clone …/proxywebhook && cd proxywebhook
npm ci   # installs 305 packages and builds: a minute or less
\`\`\``;

const cli = (says: string, words: string, rest: Pick<Step, 'ends' | 'typed' | 'keepLines'>): Step => ({
  says,
  shown: `npx proxywebhook ${words}`,
  does: { kind: 'cli', argv: words.split(' ') },
  ...rest,
});

/** In order. */
export const STEPS: readonly Step[] = [
  {
    says: 'Nothing is configured, and no account is there. The whole path starts on this machine, and stays in its terminal. What it says\nbefore it is ready is left out: it finds a database, then deploys to a cloud on loopback.',
    shown: 'npx proxywebhook dev',
    does: { kind: 'dev' },
    ends: /try curl http:\/\/127\.0\.0\.1:\d+\/hello -d '\{"id":1\}'$/,
  },
  {
    says: 'In a second terminal: a webhook is hit. Id 1 was the check that ended the deployment.',
    shown: `curl -d '{"hello":"world"}' http://127.0.0.1:3333/any/path`,
    does: { kind: 'curl', options: ['-d', '{"hello":"world"}'], path: '/any/path' },
    ends: /^\{"id":\d+,"receivedAt":"[^"]+"\}$/,
  },
  cli('What the function, the API and the proxy wrote about it:', 'logs function --filter stored --local', {
    ends: /POST 200 stored .* 17 B \S+$/,
  }),
  cli('A configuration, to be deployed to AWS one day. Every key has its default.', 'init --env dev --yes', {
    ends: /Wrote config\.dev\.json → Deploy it: npx proxywebhook up --env dev$/,
  }),
  cli('The template that it makes:', 'synth --env dev', { ends: /\}$/, keepLines: 6 }),
  cli('`dev` has deployed already, so nothing would change.', 'diff --env dev --local', {
    ends: /No changes\.$/,
  }),
  cli('To see a deployment from its beginning, the stack is taken away first.', 'down --env dev --local', {
    typed: 'dev',
    ends: /proxywebhook-dev is deleted .*$/,
  }),
  cli('Now everything would be made:', 'diff --env dev --local', {
    ends: /33 to add, 0 to change, 0 to remove, 0 to replace\.$/,
  }),
  cli('And is. On AWS this takes about 12 minutes.', 'up --env dev --local', {
    typed: 'y',
    ends: /WebhookUrl http:\/\/\S+$/,
  }),
  cli('How it is:', 'status --env dev --local', { ends: /Logs .* \/aws\/vendedlogs\/proxywebhook-dev-api$/ }),
  {
    says: 'The URL is the same here (on AWS another stack has another), and it serves:',
    shown: `curl -d '{"hello":"again"}' http://127.0.0.1:3333/any/path`,
    does: { kind: 'curl', options: ['-d', '{"hello":"again"}'], path: '/any/path' },
    ends: /^\{"id":\d+,"receivedAt":"[^"]+"\}$/,
  },
  cli('Away with it. What stays is told; Ctrl-C ends `dev`.', 'down --env dev --local', {
    typed: 'dev',
    ends: /proxywebhook-dev is deleted .*$/,
  }),
];
