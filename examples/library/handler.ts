// The function of your own: whatever is stored is handed to you as well. "function": { "entry": "handler.ts" } deploys it.
import { createHandler } from 'proxywebhook/handler';

export const handler = createHandler({
  // Runs after the request was committed, once for each that was stored and never for a duplicate.
  onStored: async ({ id, method, path, body }) => {
    console.log(`stored ${id}: ${method} ${path}, ${body?.byteLength ?? 0} bytes`);
  },
});
