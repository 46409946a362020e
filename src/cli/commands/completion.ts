import { command } from '../command.ts';
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts';
import { outputOptions } from '../options.ts';

/** The script that completes command lines. */
export const completionCommand = command({
  name: 'completion',
  describe: 'Print what completes commands, options and environments in a shell',
  positionals: { shell: { choices: SHELLS, describe: 'bash, zsh or fish' } },
  options: {},
  examples: [
    ['completion bash > ~/.local/share/bash-completion/completions/proxywebhook', 'for every bash'],
    ['completion zsh', 'to be sourced in ~/.zshrc'],
    ['completion fish > ~/.config/fish/conf.d/proxywebhook.fish', 'for every fish'],
  ],
  async run({ shell }, session) {
    const { COMMANDS } = await import('../command-list.ts');
    const script = completionScript(shell as Shell, COMMANDS, outputOptions);
    return session.result({ type: 'result', command: 'completion', exitCode: 0, shell, script }, () =>
      script.trimEnd(),
    );
  },
});
