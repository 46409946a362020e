import type { OperationSummary } from '../../history.ts';
import type { StatusReport } from '../../status.ts';
import { wrap } from '../text/layout.ts';
import { duration, moment } from '../text/time.ts';
import { chainWords } from './plan.ts';
import { labelled, type Paper, type Row } from './view.ts';

/** How an environment stands: stack, database, proxy, pool, each target with what to do about it; advice last. */
export function statusText(report: StatusReport, paper: Paper): string {
  const { style, width } = paper;
  const { stack, environment, account, region, verdict, advice, warnings } = report;
  const paint = {
    healthy: style.good,
    pending: style.warn,
    busy: style.warn,
    unhealthy: style.bad,
    empty: style.bad,
    failed: style.bad,
  }[verdict];
  const next = [...advice.next, ...(advice.command === undefined ? [] : [`Run: ${advice.command}`])];
  return [
    `${style.bold(stack.name)}  ${paint(verdict)}\n` +
      wrap(`environment ${environment}, account ${account}, region ${region}`, width()),
    labelled(rows(report, paper), paper),
    warnings.map((warning) => wrap(`${style.warn('!')} ${warning}`, width(), '', '  ')).join('\n'),
    next.map((line) => wrap(line, width(), `${style.accent('→')} `, '  ')).join('\n'),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** A report in one line, for following. */
export function statusLine({ stack, verdict, targets }: StatusReport): string {
  const states = targets.map(
    ({ id, state, reason }) => `${id} ${[state, reason].filter(Boolean).join(', ')}`,
  );
  return `${verdict}: stack ${stack.status}, ${states.length === 0 ? 'no targets' : `target ${states.join('; ')}`}`;
}

function rows(report: StatusReport, { style }: Paper): readonly Row[] {
  const { stack, lastOperation, webhookUrl, database, proxy, pool, targets, advice, outputs } = report;
  const since = stack.updatedAt ?? stack.createdAt;
  return [
    [
      'Stack',
      [
        `${stack.status}, ${stack.updatedAt === undefined ? 'created' : 'updated'} ${moment(since)}${stack.terminationProtection ? ', termination protection on' : ''}`,
        advice.meaning,
        ...(stack.reason === undefined ? [] : [stack.reason]),
      ],
    ],
    ...(lastOperation === undefined ? [] : [['Last', operationWords(lastOperation)] as const]),
    ...(webhookUrl === undefined ? [] : [['URL', webhookUrl] as const]),
    ...(database === undefined
      ? []
      : [
          [
            'Database',
            [
              `${database.id}  ${database.status === 'available' ? style.good(database.status) : style.warn(database.status)}`,
              [
                `${database.engine} ${database.engineVersion}`,
                database.instanceClass,
                `${database.allocatedStorageGb} GiB`,
                database.multiAz
                  ? 'Multi-AZ'
                  : `single zone${database.zone === undefined ? '' : ` ${database.zone}`}`,
                ...(database.deletionProtection ? ['deletion protection on'] : []),
              ].join(', '),
            ],
          ] as const,
        ]),
    ...(proxy === undefined
      ? []
      : [
          [
            'Proxy',
            [
              `${proxy.name}  ${proxy.status === 'available' ? style.good(proxy.status) : style.warn(proxy.status)}`,
              [
                proxy.requireTls ? 'TLS required' : style.bad('TLS not required'),
                `auth ${proxy.auth}`,
                `idle clients kept ${proxy.idleClientTimeoutSeconds} s`,
                ...(proxy.debugLogging ? [style.warn('logs SQL')] : []),
              ].join(', '),
            ],
          ] as const,
        ]),
    ...(pool === undefined
      ? []
      : [
          [
            'Pool',
            `${pool.maxConnectionsPercent} % of max_connections, ${pool.maxIdleConnectionsPercent} % kept when idle, borrow timeout ${pool.connectionBorrowTimeoutSeconds} s`,
          ] as const,
        ]),
    ...(proxy === undefined && targets.length === 0
      ? []
      : [['Targets', targetWords(report, style)] as const]),
    ['Load', chainWords(report.regulatingChain)],
    ...(outputs.FunctionLogGroup === undefined ? [] : [['Logs', logGroups(outputs)] as const]),
  ];
}

function targetWords({ targets }: StatusReport, style: Paper['style']): readonly string[] {
  if (targets.length === 0) return [style.bad('none: the proxy leads to no database')];
  return targets.flatMap(({ id, health, state, reason, description, meaning }) => {
    const paint = { healthy: style.good, pending: style.warn, unhealthy: style.bad }[health];
    const sign = { healthy: '✔', pending: '…', unhealthy: '✖' }[health];
    const told = [state, reason].filter(Boolean).join(', ');
    return [
      `${paint(sign)} ${id}  ${paint(told)}`,
      ...(description === undefined || description === '' ? [] : [`"${description}"`]),
      meaning,
    ];
  });
}

function operationWords({
  kind,
  result,
  endedAt,
  startedAt,
  milliseconds,
  causes,
}: OperationSummary): readonly string[] {
  const took = milliseconds === undefined ? '' : ` in ${duration(milliseconds)}`;
  return [
    `${kind} ${result.replace('-', ' ')}${took}, ${moment(endedAt ?? startedAt)}`,
    ...causes.map(({ logicalId, reason }) => `${logicalId}: ${reason}`),
  ];
}

function logGroups(outputs: StatusReport['outputs']): readonly string[] {
  return [outputs.FunctionLogGroup, outputs.ApiLogGroup].filter((group) => group !== undefined);
}
