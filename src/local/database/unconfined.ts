import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseProgram } from './program.ts';

/**
 * Ubuntu's AppArmor profile for /usr/sbin/mysqld (package mysql-server, /etc/apparmor.d/usr.sbin.mysqld) lets that file
 * write only where the system's own server does. It holds for the file by its path, so a copy may use our data folder.
 * Returns the program to start: a copy below `folder` when there is such a profile, else the program itself.
 */
export async function unconfined(
  program: DatabaseProgram,
  folder: string,
  profilesFolder = '/etc/apparmor.d',
): Promise<DatabaseProgram> {
  const profile = path.join(profilesFolder, program.file.slice(1).replaceAll('/', '.'));
  if (program.kind !== 'mysql' || program.root !== undefined || !(await exists(profile))) return program;
  const copy = path.join(folder, `unconfined-${program.kind}-${program.version}`);
  if (!(await exists(copy))) {
    await mkdir(folder, { recursive: true });
    const temporary = `${copy}.${process.pid}`;
    await copyFile(program.file, temporary);
    await rename(temporary, copy);
  }
  // A server looks for its messages and plugins from where it lies, unless it is told.
  return { ...program, file: copy, root: '/' };
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
