import type { Surroundings } from '../surroundings.ts';
import { jsonRenderer } from './json.ts';
import { plainRenderer } from './plain.ts';
import type { Renderer } from './renderer.ts';

/** The renderer that suits: JSON when asked for, a live block where one can be drawn, plain lines otherwise. */
export async function rendererFor(surroundings: Surroundings, options: RendererOptions): Promise<Renderer> {
  return (await renderersFor(surroundings, options))();
}

export interface RendererOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Makes that renderer, one for each run that is shown. */
export async function renderersFor(
  surroundings: Surroundings,
  { json, verbose }: RendererOptions,
): Promise<() => Renderer> {
  if (json) return () => jsonRenderer(surroundings.stdout);
  if (!surroundings.live) return () => plainRenderer(surroundings.stderr);
  const { terminalRenderer } = await import('./terminal.ts');
  return () => terminalRenderer(surroundings.stderr, { verbose });
}
