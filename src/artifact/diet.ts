import type { Plugin } from 'esbuild';

/**
 * Leaves out of mysql2 what a connection to RDS Proxy never uses, four fifths of its weight: certificates of RDS itself (the
 * proxy's come from Amazon's public roots, which Node.js has), charsets (every connection speaks utf8mb4), and the
 * names of thousands of server errors (their numbers stay, and the names that a handler may look for).
 */
export function diet(): Plugin {
  return {
    name: 'diet',
    setup(build) {
      for (const [filter, contents] of replacements()) {
        build.onLoad({ filter }, () => ({ contents, loader: 'js' }));
      }
    },
  };
}

/** What takes the place of which file: a part of what an artifact is made by. */
export function replacements(): readonly (readonly [RegExp, string])[] {
  return [...LEFT_OUT, [/[\\/]mysql2[\\/]lib[\\/]constants[\\/]errors\.js$/, errorNames()]];
}

const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/[\\/]mysql2[\\/]lib[\\/]constants[\\/]ssl_profiles\.js$/, 'exports["Amazon RDS"] = { ca: [] };'],
  [/[\\/]iconv-lite[\\/]encodings[\\/]index\.js$/, "module.exports = require('./internal.js');"],
  // Only whether generated code says `.name` or `["name"]`.
  [/[\\/]is-property[\\/]is-property\.js$/, 'module.exports = () => false;'],
];

// MySQL 8.4 Error Message Reference, "Server Error Message Reference".
const NAMES: Readonly<Record<number, string>> = {
  1040: 'ER_CON_COUNT_ERROR',
  1044: 'ER_DBACCESS_DENIED_ERROR',
  1045: 'ER_ACCESS_DENIED_ERROR',
  1047: 'ER_UNKNOWN_COM_ERROR',
  1049: 'ER_BAD_DB_ERROR',
  1053: 'ER_SERVER_SHUTDOWN',
  1054: 'ER_BAD_FIELD_ERROR',
  1062: 'ER_DUP_ENTRY',
  1064: 'ER_PARSE_ERROR',
  1114: 'ER_RECORD_FILE_FULL',
  1142: 'ER_TABLEACCESS_DENIED_ERROR',
  1146: 'ER_NO_SUCH_TABLE',
  1153: 'ER_NET_PACKET_TOO_LARGE',
  1158: 'ER_NET_READ_ERROR',
  1159: 'ER_NET_READ_INTERRUPTED',
  1160: 'ER_NET_ERROR_ON_WRITE',
  1161: 'ER_NET_WRITE_INTERRUPTED',
  1203: 'ER_TOO_MANY_USER_CONNECTIONS',
  1205: 'ER_LOCK_WAIT_TIMEOUT',
  1213: 'ER_LOCK_DEADLOCK',
  1290: 'ER_OPTION_PREVENTS_STATEMENT',
  1317: 'ER_QUERY_INTERRUPTED',
  1836: 'ER_READ_ONLY_MODE',
  3024: 'ER_QUERY_TIMEOUT',
};

/** By number and by name, as mysql2's own table has them. */
function errorNames(): string {
  const byName = Object.fromEntries(Object.entries(NAMES).map(([number, name]) => [name, Number(number)]));
  return `module.exports = ${JSON.stringify({ ...NAMES, ...byName })};`;
}
