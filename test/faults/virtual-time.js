// Loaded before the CLI of a cell that kills it: it sleeps on the local cloud's clock, by which it also looks at the time, and
// finds that the webhook answers – as the cells do that run in the matrix's own process (place.ts).
import crypto from 'node:crypto';
import { request } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:timers/promises';

const { AWS_ENDPOINT_URL: endpoint = '', FAULTS_HURRY = '1', FAULTS_NOW = '0' } = process.env;
let now = Number(FAULTS_NOW);
Date.now = () => now;

promises.setTimeout = async (milliseconds = 0, value, { signal } = {}) => {
  signal?.throwIfAborted();
  await advance(milliseconds * Number(FAULTS_HURRY));
  signal?.throwIfAborted();
  return value;
};
// As many looks in every run.
const randomInt = crypto.randomInt;
crypto.randomInt = (...given) => (given.length === 1 && given[0] === 2 ** 32 ? 2 ** 31 : randomInt(...given));
syncBuiltinESMExports();
globalThis.fetch = async () => new Response('ok');

function advance(milliseconds) {
  now += milliseconds;
  return new Promise((resolve, reject) => {
    const call = request(`${endpoint}/_local/clock`, { method: 'POST' }, (answer) => {
      answer.resume().on('end', resolve).on('error', reject);
    });
    call.on('error', reject).end(JSON.stringify({ advance: milliseconds }));
  });
}
