import { createHandler } from './create-handler.ts';

/** What Lambda calls. */
export const handler = createHandler();
