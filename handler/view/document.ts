import { type Answer, html } from '../answer.ts';
import { escapeHtml } from './escape.ts';
import { STYLE, STYLE_HASH } from './style.ts';

export interface Content {
  /** Text. */
  readonly title: string;
  /** Markup of the main part; whoever makes it has escaped what came from outside. */
  readonly main: string;
  /** A path below `/_/` that the browser goes to by itself, after so many seconds. */
  readonly refresh?: { readonly seconds: number; readonly path: string } | undefined;
  /** Whether there is a cookie to forget. */
  readonly loggedIn?: boolean;
  readonly statusCode?: number;
}

/** A page that a browser shows and in which nothing runs, loads or leads elsewhere. */
export function documentAnswer({
  title,
  main,
  refresh,
  loggedIn = false,
  statusCode = 200,
}: Content): Answer {
  const meta =
    refresh === undefined
      ? ''
      : `<meta http-equiv="refresh" content="${refresh.seconds}; url=${escapeHtml(refresh.path)}">\n`;
  const logout = loggedIn
    ? '\n<form method="post" action="/_/logout"><button class="plain">Log out</button></form>'
    : '';
  const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${meta}<title>${escapeHtml(title)} · proxywebhook</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><a class="brand" href="/_/">proxywebhook</a>${logout}</header>
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`;
  return html(document, STYLE_HASH, statusCode);
}
