/** What CloudFormation does to a resource. */
export type Action = 'create' | 'update' | 'delete';

/** Resources and what each waits for, by logical ID. */
export type DependencyGraph = Readonly<
  Record<string, { readonly resourceType: string; readonly dependsOn: readonly string[] }>
>;

/** Work on one resource that is not done. Seconds; without `elapsedSeconds` it has not begun. */
export interface RemainingWork {
  readonly action: Action;
  readonly elapsedSeconds?: number;
}

/** The chain of resources that an operation will be waiting for, first to last, and the seconds it takes. */
export interface CriticalPath {
  readonly seconds: number;
  readonly logicalIds: readonly string[];
}

/**
 * The longest chain of work that is left. `order` says which way dependencies are walked: creating waits for what a
 * resource needs, deleting for what needs it. Resources without remaining work take no time. Never negative.
 */
export function criticalPath(
  graph: DependencyGraph,
  work: ReadonlyMap<string, RemainingWork>,
  order: 'create' | 'delete' = 'create',
): CriticalPath {
  const before = order === 'create' ? waitsFor(graph) : neededBy(graph);
  const known = new Map<string, CriticalPath>();
  const walk = (logicalId: string, above: ReadonlySet<string>): CriticalPath => {
    const found = known.get(logicalId);
    if (found !== undefined) return found;
    const path = new Set(above).add(logicalId);
    const longest = (before.get(logicalId) ?? [])
      .filter((id) => !path.has(id))
      .map((id) => walk(id, path))
      .reduce(longer, NOTHING);
    const left = work.get(logicalId);
    const own = left === undefined ? 0 : remainingSeconds(graph[logicalId]?.resourceType ?? '', left);
    const result =
      left === undefined
        ? longest
        : { seconds: longest.seconds + own, logicalIds: [...longest.logicalIds, logicalId] };
    known.set(logicalId, result);
    return result;
  };
  return [...new Set([...Object.keys(graph), ...work.keys()])]
    .map((logicalId) => walk(logicalId, new Set()))
    .reduce(longer, NOTHING);
}

/** Seconds that AWS typically takes for one action on one resource of a type. */
export function typicalSeconds(resourceType: string, action: Action): number {
  return (TYPICAL[resourceType] ?? UNKNOWN_TYPE)[ACTIONS.indexOf(action)] ?? 0;
}

/** Seconds left of one action: what is typical less what has passed, and a little when it takes longer than that. */
export function remainingSeconds(
  resourceType: string,
  { action, elapsedSeconds = 0 }: RemainingWork,
): number {
  const typical = typicalSeconds(resourceType, action);
  const least = Math.min(Math.max(typical * 0.1, 1), 30);
  const passed = Number.isFinite(elapsedSeconds) ? Math.max(elapsedSeconds, 0) : 0;
  return Math.max(typical - passed, Math.min(least, typical));
}

/** What each resource of a rendered template waits for: `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
export function dependencies(document: unknown): DependencyGraph {
  const resources = record(record(document).Resources);
  const known = new Set(Object.keys(resources));
  return Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => {
      const { Type, DependsOn, ...rest } = record(resource);
      const named = new Set([...referencesIn(rest), ...list(DependsOn)]);
      named.delete(logicalId);
      return [
        logicalId,
        { resourceType: String(Type ?? ''), dependsOn: [...named].filter((id) => known.has(id)).sort() },
      ];
    }),
  );
}

const ACTIONS: readonly Action[] = ['create', 'update', 'delete'];
const NOTHING: CriticalPath = { seconds: 0, logicalIds: [] };
const UNKNOWN_TYPE = [5, 5, 5] as const;

/**
 * Seconds to create, update and delete. Creating and updating: aws-cloudformation/rain, internal/cmd/forecast/estimate.go
 * (its authors' averages). Its deletions are placeholders: the ones below are marked where they are more than a guess.
 */
const TYPICAL: Readonly<Record<string, readonly [create: number, update: number, remove: number]>> = {
  // Deleting takes 3 to 12 minutes in field reports, more with a final snapshot of much data.
  'AWS::RDS::DBInstance': [595, 171, 420],
  'AWS::RDS::DBProxy': [225, 63, 120],
  'AWS::RDS::DBProxyTargetGroup': [85, 4, 5],
  'AWS::RDS::DBSubnetGroup': [4, 4, 3],
  // Creating waits for the network interfaces, "several minutes" at most (Lambda Developer Guide, "Giving Lambda functions
  // access to resources in an Amazon VPC"); deleting waits for their release, up to 20 minutes unless they were freed before.
  'AWS::Lambda::Function': [90, 12, 600],
  'AWS::Lambda::Permission': [2, 2, 2],
  'AWS::EC2::VPC': [12, 3, 2],
  'AWS::EC2::Subnet': [4, 3, 2],
  'AWS::EC2::RouteTable': [12, 3, 2],
  'AWS::EC2::SubnetRouteTableAssociation': [4, 3, 2],
  'AWS::EC2::SecurityGroup': [6, 3, 3],
  'AWS::EC2::SecurityGroupIngress': [3, 3, 2],
  'AWS::EC2::SecurityGroupEgress': [3, 3, 2],
  'AWS::EC2::VPCEndpoint': [47, 11, 60],
  'AWS::IAM::Role': [17, 15, 3],
  'AWS::IAM::Policy': [17, 15, 3],
  'AWS::SecretsManager::Secret': [3, 3, 2],
  'AWS::Logs::LogGroup': [2, 2, 2],
  'AWS::ApiGatewayV2::Api': [2, 1, 2],
  'AWS::ApiGatewayV2::Integration': [1, 1, 1],
  'AWS::ApiGatewayV2::Route': [1, 3, 1],
  'AWS::ApiGatewayV2::Stage': [1, 1, 1],
  'AWS::Scheduler::Schedule': [3, 3, 2],
  'AWS::Events::Rule': [62, 62, 2],
};

function longer(a: CriticalPath, b: CriticalPath): CriticalPath {
  return b.seconds > a.seconds ? b : a;
}

function waitsFor(graph: DependencyGraph): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(graph).map(([logicalId, { dependsOn }]) => [logicalId, dependsOn]));
}

function neededBy(graph: DependencyGraph): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const [logicalId, { dependsOn }] of Object.entries(graph)) {
    for (const needed of dependsOn) result.set(needed, [...(result.get(needed) ?? []), logicalId]);
  }
  return result;
}

function* referencesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* referencesIn(item);
    return;
  }
  for (const [key, inner] of Object.entries(record(value))) {
    if (key === 'Ref' && typeof inner === 'string') yield inner;
    else if (key === 'Fn::GetAtt')
      yield* list(inner)
        .slice(0, 1)
        .map((name) => name.split('.')[0] ?? '');
    else if (key === 'Fn::Sub') yield* substitutedIn(inner);
    else yield* referencesIn(inner);
  }
}

/** `${Name}` and `${Name.Attribute}`, but not `${!Literal}` nor the variables that the Sub itself brings. */
function* substitutedIn(sub: unknown): Generator<string> {
  const [text, variables] = Array.isArray(sub) ? sub : [sub, {}];
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    if (!(name in record(variables))) yield name.split('.')[0] ?? '';
  }
  yield* referencesIn(variables);
}

function list(value: unknown): readonly string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
