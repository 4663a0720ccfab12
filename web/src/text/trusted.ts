/**
 * The one Trusted Types policy: it lets a worker start from a file of our own bundle, and nothing else. There is no
 * way to make HTML or script from a string.
 */
interface Factory {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): unknown;
  };
}

const NAME = "runnel-worker";

function ownFile(address: string): string {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin || !/^\/assets\/[\w.-]+\.js$/.test(url.pathname) || url.search !== "")
    throw new TypeError("not a file of the page");
  return url.href;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy(NAME, { createScriptURL: ownFile });

/** A module worker from a file of the bundle. */
export function startWorker(address: string): Worker {
  const url = policy ? policy.createScriptURL(address) : ownFile(address);
  return new Worker(url as string, { type: "module" });
}
