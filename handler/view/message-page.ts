import type { Answer } from '../answer.ts';
import { documentAnswer } from './document.ts';

/** A page that says one thing. `text` is markup of our own. */
export function messagePage(statusCode: number, title: string, text: string): Answer {
  return documentAnswer({ statusCode, title, main: `<h1>${title}</h1>\n<p>${text}</p>` });
}
