import { Reflector } from '@nestjs/core';

/** Opens a route, or a whole controller, to visitors who are not logged in. */
export const Public = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
