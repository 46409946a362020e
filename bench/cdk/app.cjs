// The peer's app: the stack that `proxywebhook synth` renders, resource by resource as aws-cdk-lib's own constructs. It reads the
// template from CDK_BENCH_TEMPLATE and takes the folder CDK_BENCH_CODE as the function's code, which is bundled already.
const { readFileSync } = require('node:fs');
const { App, CliCredentialsStackSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { Asset } = require('aws-cdk-lib/aws-s3-assets');

// Uploads with the caller's own credentials into a bucket that is there: no bootstrap stack, which would be read each time.
const synthesizer = new CliCredentialsStackSynthesizer({
  fileAssetsBucketName: process.env.CDK_BENCH_BUCKET,
});
const app = new App({ analyticsReporting: false });
const env = { account: process.env.CDK_BENCH_ACCOUNT, region: process.env.AWS_REGION };
const stack = new Stack(app, process.env.CDK_BENCH_STACK, { synthesizer, env });
const code = new Asset(stack, 'Code', { path: process.env.CDK_BENCH_CODE });
const parameters = JSON.parse(readFileSync(process.env.CDK_BENCH_PARAMETERS, 'utf8'));
new CfnInclude(stack, 'Webhook', {
  templateFile: process.env.CDK_BENCH_TEMPLATE,
  parameters: { ...parameters, ArtifactBucket: code.s3BucketName, ArtifactKey: code.s3ObjectKey },
});
