import { fullEngineVersion } from '../../mysql-versions.ts';
import { type Properties, sameJson } from '../json.ts';
import { serviceError, type Task } from './provider.ts';

/**
 * What of a database stays as it is though the template says otherwise. Throws for what RDS refuses: less storage than there
 * is, an older version. Seen: aws-cloudformation-resource-providers-rds, pull request 598 (a database that autoscaling has
 * made larger than the template says is left so) and its Translator (a rollback asks for no less storage); the texts too.
 */
export function keptOfDatabase(task: Task, before: Properties, live: Properties): Properties {
  return { ...keptStorage(task, before, live), ...keptVersion(task, before, live) };
}

function keptStorage(task: Task, before: Properties, { AllocatedStorage }: Properties): Properties {
  const wanted = task.properties.AllocatedStorage;
  if (AllocatedStorage === undefined || wanted === undefined) return {};
  if (Number(wanted) >= Number(AllocatedStorage)) return {};
  if (task.restoring || sameJson(wanted, before.AllocatedStorage)) return { AllocatedStorage };
  const { Engine, StorageType = 'gp2' } = task.properties;
  throw serviceError(
    task,
    'Rds',
    `Invalid storage size for engine name ${String(Engine)} and storage type ${String(StorageType)}: ${String(wanted)}`,
  );
}

/** A major version is any of its minors: assumed for one that the database runs already. */
function keptVersion(task: Task, before: Properties, live: Properties): Properties {
  const running = fullEngineVersion(String(live.EngineVersion ?? '8.4'));
  const wanted = String(task.properties.EngineVersion ?? '8.4');
  const { EngineVersion } = live;
  if (running.startsWith(`${wanted}.`)) return { EngineVersion };
  if (!task.restoring && sameJson(wanted, before.EngineVersion)) return { EngineVersion };
  if (!isOlder(fullEngineVersion(wanted), running)) return {};
  throw serviceError(
    task,
    'Rds',
    `Cannot upgrade ${String(task.properties.Engine)} from ${running} to ${fullEngineVersion(wanted)}`,
  );
}

function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).slice(0, 3).map(Number));
  const at = [0, 1, 2].find((index) => (a?.[index] ?? 0) !== (b?.[index] ?? 0));
  return at !== undefined && (a?.[at] ?? 0) < (b?.[at] ?? 0);
}
