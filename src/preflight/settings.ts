import { leastMaxStorage } from '../config/rules.ts';
import type { Config } from '../config/schema.ts';

type Database = Config['database'];

/** "Set … to …", with what else the configuration's own rules then ask for. */
export function setStorage({ maxAllocatedStorageGb }: Database, gigabytes: number): string {
  const most = leastMaxStorage(gigabytes);
  return maxAllocatedStorageGb >= most
    ? `Set database.allocatedStorageGb to ${gigabytes} or more.`
    : `Set database.allocatedStorageGb to ${gigabytes} or more, and database.maxAllocatedStorageGb to ${most} or more.`;
}

export function setVersion({ extendedSupport }: Database, version: string): string {
  return version.startsWith('8.0') && !extendedSupport
    ? `Set database.engineVersion to "${version}", and database.extendedSupport to true: its standard support has ended, and Extended Support costs about 146 dollars a month for two vCPUs.`
    : `Set database.engineVersion to "${version}".`;
}
