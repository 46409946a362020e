import { resource } from '../src/cloudformation/resource.ts';
import type { WebhookFunction } from './function.ts';

/**
 * Invokes the function every hour for retention. It also keeps the function alive: after 14 idle days a function in a VPC
 * goes inactive, and its next call is lost (Lambda Developer Guide, "Giving Lambda functions access to resources in an
 * Amazon VPC"). A rule with a permission, because a schedule of EventBridge Scheduler would need a role of its own.
 */
export function schedule({ function: webhook }: WebhookFunction) {
  const rule = resource('AWS::Events::Rule', {
    Description: 'Retention of the webhook, and a sign of life',
    ScheduleExpression: 'rate(1 hour)',
    Targets: [
      { Id: 'maintain', Arn: webhook.get('Arn'), Input: JSON.stringify({ proxywebhook: 'maintain' }) },
    ],
  });
  const permission = resource('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: webhook.ref,
    Principal: 'events.amazonaws.com',
    SourceArn: rule.get('Arn'),
  });
  return { rule, permission };
}
