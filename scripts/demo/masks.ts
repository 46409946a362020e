const TIME = String.raw`(?:\d+ h \d+ min|\d+ min \d+ s|\d+ min|\d+(?:\.\d+)? s)`;

/** What differs from one run to the next, and what stands for it. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/(127\.0\.0\.1|localhost):\d+/g, '$1:PORT'],
  [/"port":\d+/g, '"port":0'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME'],
  [/\b20[2-9]\d-\d\d-\d\d\b/g, 'DATE'],
  [/\b\d\d:\d\d(:\d\d)?\b/g, 'TIME'],
  [new RegExp(String.raw`\(${TIME}\)`, 'g'), '(TIME)'],
  [new RegExp(String.raw`\b(in|took|after) ${TIME}`, 'g'), '$1 TIME'],
  [new RegExp(String.raw`^( *\d+/\d+ .*  )${TIME}$`, 'gm'), '$1TIME'],
  [/"(milliseconds|tookMilliseconds|secondsLeft|bytes|sentBytes|totalBytes)":\d+/g, '"$1":0'],
  [/\b[0-9a-f]{12}…/g, 'HASH…'],
  [/\b[0-9a-f]{64}\b/g, 'HASH'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID'],
  [/\b\d+ kB\b/g, 'N kB'],
  [/([-:][A-Z][A-Za-z]+)-[A-Za-z0-9]{12}(-[A-Za-z0-9]{6})?\b/g, '$1-ID'],
  [/\b[a-z0-9]{10}\.execute-api\b/g, 'API-ID.execute-api'],
  [/databaseinstance-[a-z0-9]{12}\b/g, 'databaseinstance-ID'],
  [/\.proxy-[a-z0-9]{12}\b/g, '.proxy-ID'],
  [/"physicalId":"[^"]*"/g, '"physicalId":"ID"'],
  [/\b(vpc|subnet|sg|eni|vpce|rtb)-[0-9a-f]{8,17}\b/g, '$1-ID'],
];

/** A transcript without what differs from one run to the next: times, ids, hashes, ports. */
export function masked(text: string, directory: string): string {
  return MASKS.reduce(
    (masking, [pattern, name]) => masking.replaceAll(pattern, name),
    text.replaceAll(directory, '/project'),
  );
}

/**
 * A masked transcript as two runs are compared: how events of the same moment follow each other, how far the count was then,
 * and where a line broke because a time was longer is not the same twice.
 */
export function comparable(transcript: string): string {
  const blocks: string[] = [];
  for (const line of transcript.split('\n')) {
    const above = blocks.at(-1);
    const below =
      /^ {4}/.test(line) || (/^ {2}/.test(line) && /^[✖!]/.test(above ?? '') && !EVENT.test(steady(line)));
    if (below && above !== undefined) blocks[blocks.length - 1] = `${above}\n${line}`;
    else blocks.push(line);
  }
  const sorted: string[] = [];
  let run: string[] = [];
  const flush = () => {
    sorted.push(...run.sort());
    run = [];
  };
  for (const block of blocks.map(steady)) {
    if (EVENT.test(block)) {
      if (!DROPPED.test(block)) run.push(block);
    } else {
      flush();
      sorted.push(block);
    }
  }
  flush();
  // A time that a line's end broke is whole again; less than a second is not told.
  return sorted
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(new RegExp(String.raw` \((TIME|${TIME})\)`, 'g'), '');
}

/** A transcript without the lines that tell what became of each resource; `…` stands for each run of them. */
export function withoutResources(transcript: string): string {
  const lines: string[] = [];
  let left = false;
  for (const line of transcript.split('\n')) {
    // A terminal echoes Ctrl-C wherever it stands then: before a line that was just written, or on one of its own.
    const echo = line.startsWith('^C');
    const said = echo ? line.slice(2) : line;
    left = /^ *\d+\/\d+ {2}/.test(said) || (left && /^ {8}/.test(said));
    if (echo) lines.push('^C');
    if (!left && (!echo || said !== '')) lines.push(said);
    else if (left && lines.at(-1) !== '…' && lines.at(-1) !== '^C') lines.push('…');
  }
  return lines.join('\n');
}

// A cause is told after what was read with it, which is more in one run than in another.
const EVENT =
  /^( *N\/N | {2}stack [A-Z_]+| {2}TIME {2}|✖ \w+ (\(AWS::|\w+ failed )|…$|\{"type":"(resource-changed|stack-changed|upload-progress|ticked|cause-found)")/;
// What stands for lines that were left out stands between others that may come before or after it.
const DROPPED = /^(…$|\{"type":"(upload-progress|ticked)")/;

function steady(block: string): string {
  return (
    block
      .replace(/^ *\d+\/\d+ /, 'N/N ')
      // A time that was too long for its line stands on the next.
      .replace(new RegExp(String.raw`(?<=^N/N .*)\s+${TIME}$`, 's'), ' TIME')
      .replace(/"progress":.*/s, '"progress"…')
      .replace(/("tookMilliseconds"|"at"):/, '$1:')
  );
}

/** Breaks lines where a terminal does. */
export function brokenAt(text: string, columns: number): string {
  return text.replaceAll(new RegExp(`([^\\n]{${columns}})(?=[^\\n])`, 'g'), '$1\n');
}
