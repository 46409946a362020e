import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CelEngine, type Engine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { acceptedFindings, isAccepted } from './accepted-findings.ts';
import { variants } from './variants.ts';

describe("AWS's own validator finds nothing, down to information, that is not accepted with a reason", () => {
  let engine: Engine;
  let folder: string;
  const rules = new Set<string>();

  beforeAll(() => {
    engine = new CelEngine();
    folder = mkdtempSync(path.join(tmpdir(), 'proxywebhook-validate-'));
  });
  afterAll(() => {
    engine.free();
    rmSync(folder, { recursive: true, force: true });
  });

  const findings = (document: object, engineVersion = '8.4.10') => {
    const file = path.join(folder, 'template.json');
    writeFileSync(file, JSON.stringify(document));
    const { diagnostics } = engine.validateStandard(new TemplateFile(file), {
      parameterOverrides: { EngineVersion: engineVersion },
    });
    for (const { ruleId } of diagnostics) rules.add(ruleId);
    return diagnostics
      .filter(({ ruleId, entity }) => !isAccepted(ruleId, entity?.logicalId ?? ''))
      .map(
        ({ severity, ruleId, entity, message }) => `${severity} ${ruleId} ${entity?.logicalId}: ${message}`,
      );
  };

  it.each(variants)('in $name', ({ config }) => {
    const engineVersion = config.database.engineVersion === '8.0' ? '8.0.46' : '8.4.10';
    expect(findings(renderWebhookStack(config).document, engineVersion)).toEqual([]);
  });

  it('and it does look: it finds a property that is misspelt', () => {
    const Resources = { It: { Type: 'AWS::EC2::VPC', Properties: { CidrBlok: '10.0.0.0/16' } } };
    expect(findings({ AWSTemplateFormatVersion: '2010-09-09', Resources })).not.toEqual([]);
  });

  it('and nothing is accepted that it does not find any more', () => {
    expect(Object.keys(acceptedFindings).filter((rule) => !rules.has(rule))).toEqual([]);
  });
});
