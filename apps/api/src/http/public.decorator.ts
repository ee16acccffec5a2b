import { Reflector } from '@nestjs/core';

/** Opens a route, or a whole controller, to requests without a login. */
export const Public = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
