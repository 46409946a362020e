// Stands in for the native part of aws-lambda-ric (rapid-client.node): the four calls it makes, over node:http.
const { Agent, request } = require('node:http');
const Module = require('node:module');

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
let last = Promise.resolve();

const client = {
  initializeClient: () => {},
  next: () => inTurn('GET', 'next').then(({ headers, body }) => ({ headers, bodyJson: body })),
  done: (id, body) => void inTurn('POST', `${id}/response`, body),
  error: (id, body) => void inTurn('POST', `${id}/error`, body),
};

function inTurn(method, path, body) {
  last = last.then(() => call(method, path, body));
  return last;
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const target = `/2018-06-01/runtime/invocation/${path}`;
    const made = request({ hostname, port, method, path: target, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, body: text }));
    });
    made.on('error', reject).end(body);
  });
}

const load = Module._load;
Module._load = function replaced(name, ...rest) {
  return name.endsWith('rapid-client.node') ? client : Reflect.apply(load, this, [name, ...rest]);
};
