// Starts aws-lambda-ric 3.x, whose folder AWS_LAMBDA_RIC names.
const { run } = await import(`${process.env.AWS_LAMBDA_RIC}/dist/index.mjs`);
await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
