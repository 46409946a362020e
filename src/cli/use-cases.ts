/** What the commands call, loaded only when it is: `--help` loads none of it, and a test passes its own. */
export interface UseCases {
  readonly config: () => Promise<Pick<typeof import('../config/load.ts'), 'loadConfig'>>;
  readonly init: () => Promise<
    Pick<typeof import('../init.ts'), 'initQuestions' | 'planInit' | 'schemaReference' | 'writeInit'>
  >;
  readonly synth: () => Promise<Pick<typeof import('../synth.ts'), 'synth'>>;
  readonly policy: () => Promise<Pick<typeof import('../policy.ts'), 'policy'>>;
  readonly diff: () => Promise<Pick<typeof import('../diff.ts'), 'diff'>>;
  readonly up: () => Promise<Pick<typeof import('../up.ts'), 'up'>>;
  readonly down: () => Promise<Pick<typeof import('../down.ts'), 'down'>>;
  readonly cancel: () => Promise<Pick<typeof import('../cancel.ts'), 'cancel'>>;
  readonly recover: () => Promise<Pick<typeof import('../recover.ts'), 'recover'>>;
  readonly status: () => Promise<Pick<typeof import('../status.ts'), 'status' | 'statusErrorCode'>>;
  readonly watchStatus: () => Promise<Pick<typeof import('../watch-status.ts'), 'watchStatus'>>;
  readonly doctor: () => Promise<Pick<typeof import('../doctor.ts'), 'doctor'>>;
  readonly history: () => Promise<Pick<typeof import('../history.ts'), 'history'>>;
  readonly logs: () => Promise<Pick<typeof import('../logs.ts'), 'logs'>>;
  readonly open: () => Promise<Pick<typeof import('../open.ts'), 'open'>>;
  readonly requests: () => Promise<Pick<typeof import('../requests.ts'), 'listRequests' | 'showRequest'>>;
  readonly tailRequests: () => Promise<Pick<typeof import('../tail-requests.ts'), 'tailRequests'>>;
  readonly exportRequests: () => Promise<Pick<typeof import('../export-requests.ts'), 'exportRequests'>>;
  readonly send: () => Promise<
    Pick<typeof import('../send.ts'), 'send'> & Pick<typeof import('../samples/sample.ts'), 'presetNamed'>
  >;
  readonly browser: () => Promise<Pick<typeof import('./browser.ts'), 'openInBrowser'>>;
  readonly aws: () => Promise<
    Pick<typeof import('../aws/index.ts'), 'awsPorts' | 'loadAdapters' | 'localAccount'>
  >;
  readonly localConfig: () => Promise<Pick<typeof import('../config/load-local.ts'), 'loadLocalConfig'>>;
  readonly dev: () => Promise<Pick<typeof import('../dev.ts'), 'dev'>>;
  readonly devCloud: () => Promise<Pick<typeof import('../local/start-dev-cloud.ts'), 'startDevCloud'>>;
}

export const useCases: UseCases = {
  config: () => import('../config/load.ts'),
  init: () => import('../init.ts'),
  synth: () => import('../synth.ts'),
  policy: () => import('../policy.ts'),
  diff: () => import('../diff.ts'),
  up: () => import('../up.ts'),
  down: () => import('../down.ts'),
  cancel: () => import('../cancel.ts'),
  recover: () => import('../recover.ts'),
  status: () => import('../status.ts'),
  watchStatus: () => import('../watch-status.ts'),
  doctor: () => import('../doctor.ts'),
  history: () => import('../history.ts'),
  logs: () => import('../logs.ts'),
  open: () => import('../open.ts'),
  requests: () => import('../requests.ts'),
  tailRequests: () => import('../tail-requests.ts'),
  exportRequests: () => import('../export-requests.ts'),
  send: async () => ({ ...(await import('../send.ts')), ...(await import('../samples/sample.ts')) }),
  browser: () => import('./browser.ts'),
  aws: () => import('../aws/index.ts'),
  localConfig: () => import('../config/load-local.ts'),
  dev: () => import('../dev.ts'),
  devCloud: () => import('../local/start-dev-cloud.ts'),
};
