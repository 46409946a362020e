import { type AnyCommand, groupOf, valuedOptions } from '../command.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What completes command lines in a shell: a script to be sourced, made from the definitions that the parser is made of. */
export function completionScript(
  shell: Shell,
  commands: readonly AnyCommand[],
  common: AnyCommand['options'],
): string {
  if (shell === 'fish') return fish(commands, common);
  // zsh reads bash's completions once it is told to.
  return shell === 'zsh'
    ? `autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands, common, '[ -n "${_comps[npx]}" ]')}`
    : bash(commands, common);
}

// `compgen -W` expands its words, so the name of a file could run a command: only names that an environment may have go there.
// Source: Bash Reference Manual, "Programmable Completion Builtins".
function bash(
  commands: readonly AnyCommand[],
  common: AnyCommand['options'],
  npxIsTaken = 'complete -p npx >/dev/null 2>&1',
): string {
  const rows = commands.map((each) => `    ${quoted(each.name)}) words=${quoted(wordsOf(each, common))} ;;`);
  const groups = groupsOf(commands).map(([group, own]) => `    ${group}) words=${quoted(own.join(' '))} ;;`);
  const values = [...choicesOf(commands)].map(
    ([option, choices]) =>
      `    --${option}) COMPREPLY=($(compgen -W ${quoted(choices)} -- "$cur")); return ;;`,
  );
  return `# proxywebhook in bash: source <(npx proxywebhook completion bash)
_proxywebhook() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words name i file
  case "$prev" in
    --env|-e)
      words=
      for file in config.*.json; do
        [ -e "$file" ] || continue
        file=\${file#config.}; file=\${file%.json}
        case "$file" in schema|example|*[!A-Za-z0-9-]*) ;; *) words="$words $file" ;; esac
      done
      COMPREPLY=($(compgen -W "$words" -- "$cur")); return ;;
    --config|-c) COMPREPLY=($(compgen -f -- "$cur")); return ;;
${values.join('\n')}
  esac
  i=1
  if [ "\${COMP_WORDS[0]}" = npx ]; then
    while [ $i -lt $COMP_CWORD ] && [ "\${COMP_WORDS[i]}" != proxywebhook ]; do i=$((i+1)); done
    [ $i -ge $COMP_CWORD ] && return
    i=$((i+1))
  fi
  # The command may stand behind options and their values.
  name=
  while [ $i -lt $COMP_CWORD ]; do
    case "\${COMP_WORDS[i]}" in
      ${valuedOptions(commands).join('|')}) i=$((i+1)) ;;
      -*|=) ;;
      *)
        if [ -z "$name" ]; then name="\${COMP_WORDS[i]}"; else name="$name \${COMP_WORDS[i]}"; fi
        case "$name" in ${groupsOf(commands)
          .map(([group]) => group)
          .join('|')}) ;; *) break ;; esac ;;
    esac
    i=$((i+1))
  done
  case "$name" in
    '') words=${quoted([...new Set(commands.map(({ name }) => name.split(' ')[0]))].join(' '))} ;;
${[...groups, ...rows].join('\n')}
    *) words= ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _proxywebhook proxywebhook
# Whoever completes npx already goes on doing so.
${npxIsTaken} || complete -o default -F _proxywebhook npx
`;
}

function fish(commands: readonly AnyCommand[], common: AnyCommand['options']): string {
  const line = (when: string, rest: string) =>
    `  complete -c $program -n '__proxywebhook_at "${when}"' ${rest}`;
  const groups = groupsOf(commands).map(([group]) => line('', `-f -a ${group}`));
  const lines = commands.flatMap((each) => {
    const [first = '', own] = each.name.split(' ');
    const described = `-d ${quoted(each.describe)}`;
    const words = Object.values(each.positionals ?? {}).flatMap(({ choices = [] }) => choices);
    return [
      own === undefined ? line('', `-f -a ${first} ${described}`) : line(first, `-f -a ${own} ${described}`),
      ...(words.length === 0 ? [] : [line(each.name, `-f -a ${quoted(words.join(' '))}`)]),
      ...Object.entries({ ...each.options, ...common }).map(([name, option]) => {
        const short = typeof option.alias === 'string' ? ` -s ${option.alias}` : '';
        return line(
          each.name,
          `-l ${name}${short}${fishValues(name, option)} -d ${quoted(option.describe ?? '')}`,
        );
      }),
    ];
  });
  return `# proxywebhook in fish: npx proxywebhook completion fish | source
# The command so far is this; it may stand behind options and their values, and behind npx.
function __proxywebhook_at
  set -l words (commandline -opc)
  if test "$words[1]" = npx
    set -l at (contains -i -- proxywebhook $words); or return 1
    set words $words[$at..-1]
  end
  set -e words[1]
  set -l name
  set -l takes no
  for word in $words
    if test $takes = yes
      set takes no
      continue
    end
    switch $word
      case ${valuedOptions(commands).join(' ')}
        set takes yes
      case '-*'
      case '*'
        set -a name $word
        contains -- "$name" ${groupsOf(commands)
          .map(([group]) => group)
          .join(' ')}; or break
    end
  end
  test "$name" = "$argv[1]"
end
function __proxywebhook_environments
  for file in config.*.json
    set -l name (string replace -rf '^config\\.([A-Za-z0-9-]+)\\.json$' '$1' -- $file)
    contains -- "$name" '' schema example; or echo $name
  end
end
for program in proxywebhook npx
${[...groups, ...lines].join('\n')}
end
`;
}

/** What an option takes: nothing, one of these, or anything (and files are offered). */
function fishValues(name: string, { type, choices }: AnyCommand['options'][string]): string {
  if (name === 'env') return ` -xa '(__proxywebhook_environments)'`;
  if (choices !== undefined) return ` -xa ${quoted(choices.join(' '))}`;
  return type === 'boolean' ? '' : ' -r';
}

function wordsOf({ options, positionals = {} }: AnyCommand, common: AnyCommand['options']): string {
  const names = Object.keys({ ...options, ...common, help: true }).map((name) => `--${name}`);
  return [...Object.values(positionals).flatMap(({ choices = [] }) => choices), ...names].join(' ');
}

function groupsOf(commands: readonly AnyCommand[]): readonly (readonly [string, readonly string[]])[] {
  const groups = new Set(commands.flatMap((each) => groupOf(each) ?? []));
  return [...groups].map((group) => [
    group,
    commands.filter((each) => groupOf(each) === group).map(({ name }) => name.slice(group.length + 1)),
  ]);
}

/** Options whose values are known, the same in every command that has them. */
function choicesOf(commands: readonly AnyCommand[]): ReadonlyMap<string, string> {
  return new Map(
    commands.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { choices }]) =>
        choices === undefined ? [] : [[name, choices.join(' ')] as const],
      ),
    ),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
