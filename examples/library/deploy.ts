// A deployment from a program: `node deploy.js CONFIG [down]`. AWS is found as the AWS CLI finds it, AWS_ENDPOINT_URL too.
import {
  awsPorts,
  type DeploymentEvent,
  down,
  finish,
  isProxyWebhookError,
  loadConfig,
  plan,
  status,
  up,
} from 'proxywebhook';

const [file = 'config.dev.json', what = 'up'] = process.argv.slice(2);

try {
  const loaded = await loadConfig({ file, directory: process.cwd() });
  const { region, profile } = loaded.config;
  const ports = await awsPorts({ region, profile, endpoint: process.env.AWS_ENDPOINT_URL });

  if (what === 'down') {
    const { outcome } = await finish(down(loaded, { ports, confirm: async () => true }), tell);
    console.log(outcome);
  } else {
    // Nothing is done here, and nothing is left behind.
    const planned = await finish(plan(loaded, { ports }));
    console.log(`${planned.action}: ${planned.changes.length} changes`);

    const { outcome, outputs } = await finish(up(loaded, { ports, approve: async () => true }), tell);
    console.log(`${outcome}: ${outputs.WebhookUrl}`);

    const { verdict, targets } = await status(loaded, { ports });
    console.log(`${verdict}: ${targets.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
  }
} catch (error) {
  if (!isProxyWebhookError(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  for (const remedy of error.remedies) console.error(`  ${remedy}`);
  process.exitCode = 1;
}

function tell(event: DeploymentEvent): void {
  if (event.type === 'step-started') console.log(`… ${event.step}`);
  if (event.type === 'warned') console.warn(event.message);
}
