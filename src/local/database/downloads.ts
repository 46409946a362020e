/** An archive of a MySQL server, as its makers publish it. */
export interface Download {
  readonly version: string;
  readonly url: string;
  readonly sha256: string;
  readonly megabytes: number;
}

/**
 * What may be downloaded, by `platform-architecture` of Node.js. The makers publish an MD5 and a signature for each archive and no
 * SHA-256; those here are in the sources of several projects that know nothing of each other, at least one of which compared
 * its archive with the makers' MD5 first. Where no two such projects agree, nothing is listed: macOS (brew has it), Linux on
 * arm64 (whose only archive weighs 909 MB). A wrong sum here could only refuse a download, never let another one through.
 */
export const DOWNLOADS: Readonly<Record<string, Download>> = {
  'linux-x64': {
    version: '8.4.6',
    url: 'https://cdn.mysql.com/archives/mysql-8.4/mysql-8.4.6-linux-glibc2.28-x86_64-minimal.tar.xz',
    sha256: 'f284b17b9e038adbe77f0dd5fb11ed30262286b23a390b8b4e367abc3574c42e',
    megabytes: 60,
  },
  'win32-x64': {
    version: '8.4.6',
    url: 'https://cdn.mysql.com/archives/mysql-8.4/mysql-8.4.6-winx64.zip',
    sha256: 'b6c152f9f3aaa7294eb47db698e47974d37b261bf3cab4f90dc1243bb5ecd204',
    megabytes: 261,
  },
};
