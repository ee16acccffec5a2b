import { Reflector } from '@nestjs/core';
import type { Endpoint } from '@spawner/contracts';

/** The role of the endpoint, which `@Serves` reads from the endpoint table; see RoleGuard. */
export const NeededRole = Reflector.createDecorator<Endpoint['role']>();
