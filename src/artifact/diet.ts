import type { Plugin } from 'esbuild';

/** `lean`: what only our own handler can do without; `any`: what no handler behind RDS Proxy needs. */
export type Diet = 'lean' | 'any';

/**
 * Leaves out of mysql2 what a connection to RDS Proxy never uses. For any handler that is four fifths of its weight: certificates
 * of RDS itself (the proxy's come from Amazon's public roots, which Node.js has), charsets (every connection speaks utf8mb4), and
 * the names of thousands of server errors (their numbers stay, and the names that a handler may look for). The packaged handler,
 * of which is known what it calls, does without pools, promises, prepared statements, placeholders and generated code too.
 */
export function diet(kind: Diet): Plugin {
  return {
    name: 'diet',
    setup(build) {
      for (const [filter, contents] of replacements(kind)) {
        build.onLoad({ filter }, () => ({ contents, loader: 'js' }));
      }
    },
  };
}

/** What takes the place of which file: a part of what an artifact is made by. */
export function replacements(kind: Diet): readonly (readonly [RegExp, string])[] {
  const errors = [fileOf('mysql2/lib/constants/errors.js'), errorNames()] as const;
  return kind === 'lean' ? [...LEFT_OUT, errors, ...NOT_CALLED] : [...LEFT_OUT, errors];
}

const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [fileOf('mysql2/lib/constants/ssl_profiles.js'), 'exports["Amazon RDS"] = { ca: [] };'],
  [fileOf('iconv-lite/encodings/index.js'), "module.exports = require('./internal.js');"],
  // Only whether generated code says `.name` or `["name"]`.
  [fileOf('is-property/is-property.js'), 'module.exports = () => false;'],
];

/** A place for what is extended or listed, and never made. */
const UNUSED = 'module.exports = class {};';
const UNUSED_PACKETS = [
  'binary_row',
  'binlog_dump',
  'change_user',
  'close_statement',
  'execute',
  'prepare_statement',
  'prepared_statement_header',
  'register_slave',
  'reset_connection',
];

/** Made where handler/database.ts makes them: no values, no pool, `disableEval`, utf8mb4 and no compression; bodies are read as bytes. */
const NOT_CALLED: readonly (readonly [RegExp, string])[] = [
  [fileOf('mysql2/index.js'), "exports.createConnection = require('./lib/create_connection.js');"],
  [
    fileOf('mysql2/lib/commands/index.js'),
    "module.exports = { ClientHandshake: require('./client_handshake.js'), Query: require('./query.js'), Quit: require('./quit.js') };",
  ],
  ...UNUSED_PACKETS.map((name) => [fileOf(`mysql2/lib/packets/${name}.js`), UNUSED] as const),
  [fileOf('mysql2/lib/packets/encode_parameter.js'), 'exports.toParameter = undefined;'],
  [fileOf('mysql2/lib/parsers/text_parser.js'), 'module.exports = undefined;'],
  [fileOf('mysql2/lib/promise/connection.js'), UNUSED],
  [fileOf('mysql2/lib/compressed_protocol.js'), 'exports.enableCompression = undefined;'],
  [
    fileOf('mysql2/lib/constants/charsets.js'),
    'exports.UTF8MB4 = exports.UTF8MB4_UNICODE_CI = 224; exports.BINARY = 63;',
  ],
  [fileOf('named-placeholders/index.js'), 'module.exports = undefined;'],
  // A statement is sent as it is. Were a value given all the same, it must not be lost in silence.
  [
    fileOf('sql-escaper/lib/index.js'),
    "exports.format = (sql, values) => { if (values.length > 0) throw new Error('No values are escaped.'); return sql; };",
  ],
  // Column names come in utf8mb3, which is what remains of UTF-8 here.
  [
    fileOf('iconv-lite/lib/index.js'),
    "exports.getDecoder = () => { const decoder = new TextDecoder(); return { write: (bytes) => decoder.decode(bytes), end: () => '' }; };" +
      'exports.getEncoder = () => ({ write: (text) => Buffer.from(text), end: () => undefined });',
  ],
  [
    fileOf('long/umd/index.js'),
    'module.exports = class { constructor(low, high, unsigned) { const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);' +
      'this.value = unsigned ? bits : BigInt.asIntN(64, bits); } toString() { return String(this.value); } toNumber() { return Number(this.value); } };',
  ],
];

function fileOf(path: string): RegExp {
  return new RegExp(`[\\\\/]${path.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);
}

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
