/** Nothing yet: parts that need a server or a build add it here. */
export default async function setup(): Promise<void> {}
