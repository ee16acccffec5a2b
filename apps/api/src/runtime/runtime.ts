import type { ContainerRuntime } from './container-runtime.js';
import type { HostProbe } from './host-probe.js';
import type { ImageStore } from './image-store.js';
import type { VolumeStore } from './volume-store.js';

/** All ports of one driver. Consumers inject the port they use. */
export abstract class Runtime {
  abstract readonly containers: ContainerRuntime;
  abstract readonly images: ImageStore;
  abstract readonly volumes: VolumeStore;
  abstract readonly host: HostProbe;
}
