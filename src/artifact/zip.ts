import { zipSync } from 'fflate';

// The zip format's first day. Noon, local time, because fflate writes local time and no zone skips a noon.
const TIME = new Date(1980, 0, 1, 12);
const UNIX = 3;
// A regular file, readable by the user that Lambda runs the function as.
const ATTRIBUTES = 0o100644 << 16;

/**
 * Packs files (name → content) into a zip whose bytes depend on nothing but names and contents: compressed in
 * JavaScript, because the zlib of one Node.js version writes other bytes than the next.
 */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), {
    level: 9,
    mem: 8,
    mtime: TIME,
    os: UNIX,
    attrs: ATTRIBUTES >>> 0,
  });
}
