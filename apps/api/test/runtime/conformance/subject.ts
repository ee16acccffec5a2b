import type { InstanceSpec } from '../../../src/runtime/container-runtime.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import type { Template } from '../../../src/templates/template.js';

export interface Driver {
  readonly runtime: Runtime;
  /** Bundled, so that the driver can build it; serves the files of its only volume and logs requests. */
  readonly template: Template;
  /** Removes everything the tests may have left. */
  dispose(): Promise<void>;
}

/** Passed to the tests of each port: the driver, and one instance that is removed with its volumes after each test. */
export interface Subject extends Driver {
  readonly spec: InstanceSpec;
}
