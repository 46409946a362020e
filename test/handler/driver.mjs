// Stands for Lambda's runtime, as little of it as the tests need: loads the function's code and hands it events.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const file = path.join(process.env.LAMBDA_TASK_ROOT, 'index.mjs');
const { handler } = await import(pathToFileURL(file).href);

process.on('message', async ({ number, event, remaining }) => {
  const ends = Date.now() + remaining;
  const context = { getRemainingTimeInMillis: () => ends - Date.now() };
  try {
    process.send({ number, result: await handler(event, context) });
  } catch (error) {
    process.send({ number, thrown: String(error) });
  }
});
process.send('ready');
